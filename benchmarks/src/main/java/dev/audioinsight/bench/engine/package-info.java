/**
 * The worker's engine and its peers, each in a process of its own, on the same broker, the same
 * topic, with the same synthetic job: {@code EngineCommand} measures, {@code ArmMain} is measured.
 */
package dev.audioinsight.bench.engine;
