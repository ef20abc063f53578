package dev.audioinsight.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.progress.CommitMetadata;
import dev.audioinsight.contract.progress.Progress;
import dev.audioinsight.contract.progress.StampedMetadata;
import dev.audioinsight.worker.observe.BrokerTrouble;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

/** Feared: an offset that means other records than those it was committed for. */
class RestorePolicyTest {
  private static final TopicPartition PARTITION = new TopicPartition("jobs", 0);
  private static final Optional<Uuid> OLD = Optional.of(Uuid.randomUuid());
  private static final Optional<Uuid> NOW = Optional.of(Uuid.randomUuid());

  /** Offsets 10 and 14 have no answer, all others below 20 have. */
  private static final Progress PROGRESS = new Progress(20, new TreeMap<>(Map.of(10L, 1, 14L, 2)));

  private final RestorePolicy policy = new RestorePolicy(RestorePolicy.StartAt.EARLIEST, false);

  @Test
  void shouldGoOnWhereTheCommitSaysInTheSameTopic() {
    Restored restored = restored(NOW, 0, 30, NOW);

    assertThat(restored).isEqualTo(Restored.quietly(PROGRESS));
  }

  @Test
  void shouldBelieveACommitWhoseTopicIsNotKnown() {
    assertThat(restored(Optional.empty(), 0, 30, NOW).progress()).isEqualTo(PROGRESS);
    assertThat(restored(OLD, 0, 30, Optional.empty()).progress()).isEqualTo(PROGRESS);
  }

  @Test
  void shouldTakeACommitOfAnotherTopicForVoidThoughItsOffsetsAreThere() {
    Restored restored = restored(OLD, 3, 30, NOW);

    assertThat(restored.trouble()).contains(BrokerTrouble.TOPIC_RECREATED);
    assertThat(restored.progress()).isEqualTo(Progress.upTo(3));
    assertThat(policy.confirmed(PARTITION, commit(OLD), NOW)).isEqualTo(Progress.upTo(0));
  }

  @Test
  void shouldKeepWhatWasAnsweredWhereTheLogLostItsTail() {
    Restored restored = restored(NOW, 0, 12, NOW);

    assertThat(restored.trouble()).contains(BrokerTrouble.OFFSET_OUT_OF_RANGE);
    assertThat(restored.progress()).isEqualTo(new Progress(12, new TreeMap<>(Map.of(10L, 1))));
    assertThat(restored(NOW, 0, 5, NOW).progress()).isEqualTo(Progress.upTo(5));
  }

  @Test
  void shouldBeginAnewPastTheEndWhereNothingTellsThatTheLogIsTheSame() {
    Restored restored = restored(Optional.empty(), 2, 5, NOW);

    assertThat(restored.trouble()).contains(BrokerTrouble.OFFSET_OUT_OF_RANGE);
    assertThat(restored.progress()).isEqualTo(Progress.upTo(2));
  }

  @Test
  void shouldSayWhichUnansweredRecordsWereRemoved() {
    Restored restored = restored(NOW, 12, 30, NOW);

    assertThat(restored.trouble()).contains(BrokerTrouble.OFFSET_OUT_OF_RANGE);
    assertThat(restored.told()).contains("from the committed offset 10 up to 12 were removed");
    assertThat(restored.progress()).isEqualTo(new Progress(20, new TreeMap<>(Map.of(14L, 2))));
  }

  @Test
  void shouldDoAsAnAdministratorSays() {
    Restored restored =
        policy.restored(
            PARTITION, new OffsetAndMetadata(7, ""), new RestorePolicy.Extent(0, 30), NOW);

    assertThat(restored.trouble()).contains(BrokerTrouble.OFFSETS_RESET);
    assertThat(restored.progress()).isEqualTo(Progress.upTo(7));
  }

  private Restored restored(Optional<Uuid> stamp, long beginning, long end, Optional<Uuid> topic) {
    return policy.restored(
        PARTITION, commit(stamp), new RestorePolicy.Extent(beginning, end), topic);
  }

  private static OffsetAndMetadata commit(Optional<Uuid> stamp) {
    String metadata =
        new StampedMetadata(stamp.map(Uuid::toString), CommitMetadata.encode(PROGRESS)).write();
    return new OffsetAndMetadata(PROGRESS.base(), metadata);
  }
}
