package dev.audioinsight.stack.chaos;

import dev.audioinsight.stack.harness.BrokerProcess;

/**
 * All that a fault can act on.
 *
 * @param broker the one broker
 * @param proxy between it and the workers
 * @param fleet the workers
 * @param jobs what is sent to them
 */
record Stage(BrokerProcess broker, KafkaProxy proxy, Fleet fleet, JobStream jobs) {}
