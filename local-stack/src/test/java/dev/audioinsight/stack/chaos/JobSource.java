package dev.audioinsight.stack.chaos;

/** Makes the jobs of a run, one after the other. Confined to the thread that sends them. */
interface JobSource {
  ChaosJob next();
}
