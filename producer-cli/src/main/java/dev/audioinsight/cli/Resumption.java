package dev.audioinsight.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.AuthorizationException;

/**
 * What a state leaves to do of a submission. Immutable, provided that the state is not moved on.
 *
 * @param jobs all of them, under the ids that they keep
 * @param unsent those that are to be sent
 * @param resultsFrom where the first answer to any of them may stand
 * @param doubtful how many may be sent a second time, since the jobs topic must not be read
 */
record Resumption(
    Map<JobRequest, SubmitState.Entry> jobs,
    List<JobRequest> unsent,
    Map<Integer, Long> resultsFrom,
    int doubtful) {

  /** Takes a state up, and finds out what became of the jobs that an earlier run may have sent. */
  static Resumption of(
      SubmitState state,
      Connection connection,
      String jobsTopic,
      String resultsTopic,
      Collection<JobRequest> requests) {
    TopicEnds start = state.begin(TopicEnds.of(connection, jobsTopic, resultsTopic));
    Set<String> doubtful = state.unsettled();
    Map<JobRequest, SubmitState.Entry> jobs = state.plan(requests);
    doubtful.retainAll(jobs.keySet().stream().map(JobRequest::jobId).collect(Collectors.toSet()));
    int stillDoubtful = 0;
    if (!doubtful.isEmpty()) {
      try {
        SentJobs.find(connection, jobsTopic, state.sendingFrom(jobsTopic), doubtful)
            .forEach((jobId, at) -> state.taken(jobId, at.partition(), at.offset()));
      } catch (AuthorizationException e) {
        stillDoubtful = doubtful.size();
      }
    }
    List<JobRequest> unsent = new ArrayList<>();
    jobs.forEach(
        (request, entry) -> {
          if (!entry.isSettled()) {
            unsent.add(request);
          }
        });
    return new Resumption(jobs, unsent, start.topics().get(resultsTopic), stillDoubtful);
  }
}
