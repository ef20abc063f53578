package dev.audioinsight.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** Feared: a member that was thrown out and is back before anybody counts. */
class MembershipTest {
  private final Membership.Departures departures = new Membership.Departures();

  @Test
  void shouldCountAMemberThatIsBackUnderAnotherName() {
    departures.see(Set.of());
    departures.see(Set.of("first"));
    departures.see(Set.of("second"));
    assertThat(departures.count()).isEqualTo(1);

    departures.see(Set.of());
    departures.see(Set.of());
    assertThat(departures.count()).isEqualTo(2);
  }

  @Test
  void shouldCountNobodyWhoStays() {
    departures.see(Set.of("first"));
    departures.see(Set.of("first", "second"));
    departures.see(Set.of("first", "second"));

    assertThat(departures.count()).isZero();
  }
}
