package dev.audioinsight.stack.chaos;

import java.time.Duration;

/**
 * What a run is to be. Immutable.
 *
 * @param seed decides the plan and the jobs
 * @param protocol of the group: {@code classic} or {@code consumer}
 * @param length of the plan
 * @param meanGap from one fault to the next
 * @param jobsPerSecond when nothing is flooded
 * @param brokerKills whether the only broker is killed too: see {@link FaultPlan}
 */
record ChaosSettings(
    long seed,
    String protocol,
    Duration length,
    Duration meanGap,
    int jobsPerSecond,
    boolean brokerKills) {}
