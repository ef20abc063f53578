package dev.audioinsight.worker.insight;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.contract.Options;
import dev.audioinsight.contract.Speakers;
import dev.audioinsight.worker.audio.Samples;
import dev.audioinsight.worker.engine.Cancellation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/**
 * Counts the speakers of separate channels and adds them up.
 *
 * <p>Nobody speaks on two channels, so each channel's voices are told apart by themselves, and the
 * numbers are added ({@link CountSum}). But microphones in one room all hear everybody: their
 * voices are told apart together. So are those of all channels where the sender allows fewer
 * speakers than there are channels with speech. Confined to one analysis.
 */
final class ChannelSpeakers {
  private final SpeakerCounter counter;
  private final Options options;
  private final Trace trace;
  private final Cancellation cancellation;
  private final List<Group> groups = new ArrayList<>();

  /**
   * A channel with speech.
   *
   * @param samples the channel, from its beginning on
   * @param regions where somebody speaks; at least one
   */
  record Channel(int number, SpeakerCounter.Source samples, List<Region> regions) {
    Channel {
      regions = List.copyOf(regions);
    }
  }

  /**
   * The answer.
   *
   * @param all of the recording
   * @param byChannel of each channel with speech, under the same names
   */
  record Counted(Speakers all, Map<Integer, Speakers> byChannel) {
    Counted {
      byChannel = Map.copyOf(byChannel);
    }
  }

  ChannelSpeakers(SpeakerCounter counter, Options options, Trace trace, Cancellation cancellation) {
    this.counter = counter;
    this.options = options;
    this.trace = trace;
    this.cancellation = cancellation;
  }

  /**
   * Counts.
   *
   * @param sameRoom whether two channels are microphones in one room
   */
  Counted count(List<Channel> channels, BiPredicate<Integer, Integer> sameRoom)
      throws JobFailedException {
    if (channels.isEmpty()) {
      return new Counted(SpeakerCounter.nobody(), Map.of());
    }
    List<List<Channel>> rooms = withoutRemnants(rooms(channels, sameRoom));
    List<List<Channel>> together = rooms.size() > options.maxSpeakers() ? List.of(channels) : rooms;
    for (List<Channel> room : together) {
      groups.add(new Group(room, together.size()));
    }
    return added();
  }

  /** Channels that share a room, directly or through another one. */
  private static List<List<Channel>> rooms(
      List<Channel> channels, BiPredicate<Integer, Integer> sameRoom) {
    List<List<Channel>> rooms = new ArrayList<>();
    for (Channel channel : channels) {
      List<Channel> room = new ArrayList<>();
      for (List<Channel> other : List.copyOf(rooms)) {
        if (other.stream().anyMatch(c -> sameRoom.test(c.number(), channel.number()))) {
          room.addAll(other);
          rooms.remove(other);
        }
      }
      room.add(channel);
      rooms.add(room);
    }
    return rooms;
  }

  private List<List<Channel>> withoutRemnants(List<List<Channel>> rooms) {
    double all = rooms.stream().mapToDouble(ChannelSpeakers::seconds).sum();
    List<Channel> main = new ArrayList<>();
    List<List<Channel>> left = new ArrayList<>();
    rooms.stream()
        .sorted(Comparator.comparingDouble(room -> -seconds(room)))
        .forEach(
            room -> {
              if (main.isEmpty() || seconds(room) < counter.leastSeconds(all)) {
                main.addAll(room);
              } else {
                left.add(room);
              }
            });
    left.add(main);
    left.forEach(room -> room.sort(Comparator.comparingInt(Channel::number)));
    left.sort(Comparator.comparingInt(room -> room.get(0).number()));
    return left;
  }

  private static double seconds(List<Channel> room) {
    return room.stream()
        .flatMap(channel -> channel.regions().stream())
        .mapToDouble(region -> (double) region.length() / Samples.RATE)
        .sum();
  }

  private Counted added() {
    CountSum sum =
        CountSum.of(
            groups.stream().map(Group::numbers).toList(),
            options.minSpeakers(),
            options.maxSpeakers());
    List<Speakers.Turn> unnamed = new ArrayList<>();
    for (int g = 0; g < groups.size(); g++) {
      int count = sum.counts()[g];
      Group group = groups.get(g);
      trace.speakers(() -> group.lines(count));
      unnamed.addAll(group.turns(count, g + "/"));
    }
    List<Speakers.Turn> turns = named(unnamed);
    Map<Integer, Speakers> byChannel = new TreeMap<>();
    for (int g = 0; g < groups.size(); g++) {
      byChannel.putAll(groups.get(g).byChannel(turns, sum.distribution(g)));
    }
    return new Counted(Timeline.speakers(sum.count(), sum.distribution(), turns), byChannel);
  }

  /** In order of time, and the names in order of first appearance. */
  private static List<Speakers.Turn> named(List<Speakers.Turn> turns) {
    Map<String, String> names = new LinkedHashMap<>();
    return turns.stream()
        .sorted(
            Comparator.comparingLong(Speakers.Turn::startMs).thenComparing(Speakers.Turn::channel))
        .map(
            turn ->
                new Speakers.Turn(
                    turn.startMs(),
                    turn.endMs(),
                    names.computeIfAbsent(turn.speaker(), name -> "S" + (names.size() + 1)),
                    turn.channel()))
        .toList();
  }

  /** Channels whose voices are told apart together. */
  private final class Group {
    private final List<Channel> channels;
    private final Chorus chorus;

    /**
     * @param count of groups: each of the others has a speaker, too
     */
    Group(List<Channel> channels, int count) throws JobFailedException {
      this.channels = List.copyOf(channels);
      this.chorus =
          counter.hear(
              channels.stream()
                  .map(c -> new SpeakerCounter.Signal(c.samples(), c.regions()))
                  .toList(),
              count == 1 ? options.minSpeakers() : 1,
              options.maxSpeakers() - count + 1,
              cancellation);
    }

    CountSum.Group numbers() {
      List<Double> probabilities = new ArrayList<>();
      for (double probability : chorus.distribution().probabilities()) {
        probabilities.add(probability);
      }
      return new CountSum.Group(probabilities, 1, Math.max(1, chorus.pieces()));
    }

    List<String> lines(int count) {
      List<String> lines = new ArrayList<>();
      lines.add(
          channels.stream()
              .map(channel -> Integer.toString(channel.number()))
              .collect(Collectors.joining(", ", "channel ", ":")));
      lines.addAll(chorus.lines(count));
      return lines;
    }

    List<Speakers.Turn> turns(int count, String prefix) {
      List<int[]> labels = chorus.labels(count);
      List<Speakers.Turn> turns = new ArrayList<>();
      for (int i = 0; i < channels.size(); i++) {
        Chorus.Part part = chorus.parts().get(i);
        int channel = channels.get(i).number();
        new Turns(part.pieces(), labels.get(i), label -> prefix + label)
            .of(part.regions()).stream()
                .map(t -> new Speakers.Turn(t.startMs(), t.endMs(), t.speaker(), channel))
                .forEach(turns::add);
      }
      return turns;
    }

    Map<Integer, Speakers> byChannel(List<Speakers.Turn> all, double[] distribution) {
      Map<Integer, Speakers> byChannel = new TreeMap<>();
      for (int i = 0; i < channels.size(); i++) {
        int channel = channels.get(i).number();
        List<Speakers.Turn> turns = all.stream().filter(t -> t.channel() == channel).toList();
        int count = (int) turns.stream().map(Speakers.Turn::speaker).distinct().count();
        byChannel.put(channel, Timeline.speakers(count, ofPart(i, distribution), turns));
      }
      return byChannel;
    }

    /** By number of those who speak on one channel: as many as have a piece there. */
    private double[] ofPart(int part, double[] ofAll) {
      if (channels.size() == 1) {
        return ofAll;
      }
      double[] distribution = new double[ofAll.length];
      for (int count = 1; count < ofAll.length; count++) {
        int[] labels = chorus.labels(count).get(part);
        int here = (int) Math.max(1, Arrays.stream(labels).distinct().count());
        distribution[here] += ofAll[count];
      }
      return distribution;
    }
  }
}
