package dev.audioinsight.worker.insight;

import static dev.audioinsight.worker.insight.Signals.sine;

import dev.audioinsight.worker.audio.Wav;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/** Recordings in which nobody speaks, by name; the same ones each time. */
final class OddSounds {
  private static final double SECONDS = 5;

  /** Rows and columns of a telephone's keys, in hertz (ITU-T Q.23). */
  private static final double[] LOW = {697, 770, 852, 941};

  private static final double[] HIGH = {1209, 1336, 1477, 1633};

  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private int seed;

  private OddSounds() {}

  static Map<String, byte[]> all() {
    OddSounds sounds = new OddSounds();
    sounds.nothing();
    sounds.tones();
    sounds.telephone();
    sounds.noises();
    sounds.knocksAndMachines();
    sounds.music();
    sounds.waves();
    sounds.encodings();
    return sounds.files;
  }

  /** Tones that glide through the range of voices, and beeps as long as syllables. */
  static Map<String, byte[]> glides() {
    OddSounds sounds = new OddSounds();
    for (double from : new double[] {0, 50, 100, 200, 400}) {
      for (double rise : new double[] {-200, 200, 400, 800, 3_000, 6_000}) {
        String name = "glide from " + from + " Hz by " + rise + " Hz a second";
        sounds.add(name, Signals.RATE, SECONDS, glide(from, rise));
      }
    }
    for (double hertz : new double[] {83, 128, 227, 424, 673}) {
      for (int harmonics : new int[] {2, 5, 9}) {
        DoubleUnaryOperator buzz = harmonics(hertz, harmonics, 0.15);
        String name = "beeps of " + hertz + " Hz with " + harmonics + " harmonics";
        sounds.add(name, Signals.RATE, SECONDS, gated(buzz, t -> t % 0.7 < 0.35));
      }
    }
    for (double on : new double[] {0.3, 0.45}) {
      for (double hertz : new double[] {229, 425, 575, 1_000, 3_296}) {
        String name = "beeps of " + hertz + " Hz, " + on + " s long";
        sounds.add(name, Signals.RATE, SECONDS, gated(tone(hertz, -10), t -> t % 1.2 > 1.2 - on));
      }
      for (int key = 0; key < 4; key++) {
        double low = LOW[key];
        double high = HIGH[3 - key];
        String name = "long keys of " + low + " and " + high + " Hz, " + on + " s long";
        DoubleUnaryOperator pair = t -> 0.2 * (sine(low, t) + sine(high, t));
        sounds.add(name, Signals.RATE, SECONDS, gated(pair, t -> t % 1.2 > 1.2 - on));
      }
    }
    return sounds.files;
  }

  /** Silence for a second, then a tone for as long as it is one. */
  private static DoubleUnaryOperator glide(double from, double rise) {
    return t -> {
      double since = t - 1;
      double hertz = from + rise * since;
      double phase = 2 * Math.PI * (from * since + rise * since * since / 2);
      return since < 0 || hertz < 0 || hertz > 7_900 ? 0 : 0.3 * Math.sin(phase);
    };
  }

  private void nothing() {
    add("header only", Signals.RATE, 0, t -> 0);
    add("one sample", Signals.RATE, 1.0 / Signals.RATE, t -> 0.5);
    add("10 ms of noise", Signals.RATE, 0.01, white(-20));
    add("200 ms of noise", Signals.RATE, 0.2, white(-20));
    add("200 ms of tone", Signals.RATE, 0.2, t -> 0.3 * sine(440, t));
    for (double seconds : new double[] {0.01, 0.2, 1, 10, 60}) {
      add("digital zero, " + seconds + " s", Signals.RATE, seconds, t -> 0);
    }
    for (double level : new double[] {0.001, 0.1, 0.5, 0.999, -0.5}) {
      add("constant " + level, Signals.RATE, SECONDS, t -> level);
    }
    add("last bit", Signals.RATE, SECONDS, white(-98));
    add("noise, then nothing", Signals.RATE, SECONDS, gated(white(-30), t -> t < 2));
    add("nothing, then a step", Signals.RATE, SECONDS, t -> t < 2 ? 0 : 0.3);
  }

  private void tones() {
    for (double hertz : new double[] {50, 60, 100, 200, 440, 1_000, 2_500, 3_400, 5_000, 7_000}) {
      for (int dbfs : new int[] {-3, -20, -40, -60}) {
        add("tone " + hertz + " Hz, " + dbfs + " dBFS", Signals.RATE, SECONDS, tone(hertz, dbfs));
      }
    }
    for (int rate : new int[] {8_000, 11_025, 22_050, 44_100, 48_000, 96_000, 192_000}) {
      add("tone 440 Hz at " + rate, rate, SECONDS, tone(440, -10));
      add("white noise at " + rate, rate, SECONDS, white(-20));
    }
    for (double beat : new double[] {1, 4, 8}) {
      add(
          "tone that beats " + beat + " times a second",
          Signals.RATE,
          SECONDS,
          t -> (0.5 + 0.5 * sine(beat, t)) * 0.3 * sine(440, t));
    }
  }

  private void telephone() {
    for (double low : LOW) {
      for (double high : HIGH) {
        DoubleUnaryOperator key = t -> 0.2 * (sine(low, t) + sine(high, t));
        add("key " + low + " and " + high, 8_000, SECONDS, gated(key, t -> t % 0.3 < 0.1));
      }
    }
    DoubleUnaryOperator american = t -> 0.2 * (sine(440, t) + sine(480, t));
    DoubleUnaryOperator british = t -> 0.2 * (sine(400, t) + sine(450, t));
    add("ringback, American", 8_000, 20, gated(american, t -> t % 6 < 2));
    add(
        "ringback, British",
        8_000,
        20,
        gated(british, t -> t % 3 < 0.4 || (t % 3 > 0.6 && t % 3 < 1)));
    add("ringback, European", 8_000, 20, gated(tone(425, -12), t -> t % 5 < 1));
    add("busy", 8_000, 10, gated(tone(425, -12), t -> t % 1 < 0.5));
    add("dial tone", 8_000, 10, t -> 0.2 * (sine(350, t) + sine(440, t)));
    add("fax", 8_000, 10, gated(tone(1_100, -10), t -> t % 3.5 < 0.5));
    add(
        "number unknown",
        8_000,
        6,
        t -> t % 2 < 1 ? 0.3 * sine(steps(t % 1, 950, 1400, 1800), t) : 0);
  }

  private void noises() {
    for (int dbfs : new int[] {-6, -12, -20, -30, -40, -50, -60, -70, -80}) {
      add("white noise, " + dbfs + " dBFS", Signals.RATE, SECONDS, white(dbfs));
      add("pink noise, " + dbfs + " dBFS", Signals.RATE, SECONDS, filtered(0.9, dbfs));
      add("brown noise, " + dbfs + " dBFS", Signals.RATE, SECONDS, filtered(0.995, dbfs));
    }
    for (double centre : new double[] {300, 800, 1_500, 3_000}) {
      add("noise around " + centre + " Hz", Signals.RATE, SECONDS, resonance(centre, 0.97));
    }
    for (double beat : new double[] {2, 4, 6}) {
      DoubleUnaryOperator noise = white(-20);
      add(
          "noise that swells " + beat + " times a second",
          Signals.RATE,
          SECONDS,
          t -> (0.5 + 0.5 * sine(beat, t)) * noise.applyAsDouble(t));
      DoubleUnaryOperator band = resonance(700, 0.97);
      add(
          "narrow noise that swells " + beat + " times a second",
          Signals.RATE,
          SECONDS,
          t -> (0.5 + 0.5 * sine(beat, t)) * band.applyAsDouble(t));
    }
  }

  private void knocksAndMachines() {
    for (double each : new double[] {0.05, 0.1, 0.3, 1}) {
      for (double level : new double[] {0.9, 0.05}) {
        add(
            "a click every " + each + " s at " + level,
            Signals.RATE,
            SECONDS,
            t -> t % each < 1.0 / Signals.RATE ? level : 0);
      }
    }
    for (double hertz : new double[] {90, 180, 400}) {
      add(
          "knocks of " + hertz + " Hz",
          Signals.RATE,
          SECONDS,
          t -> 0.6 * Math.exp(-50 * (t % 0.7)) * sine(hertz, t % 0.7));
    }
    add("bird", Signals.RATE, Signals.bird(SECONDS));
    add("knocks with a rattle", Signals.RATE, Signals.knocks(SECONDS));
    for (double mains : new double[] {50, 60}) {
      add("hum of " + mains + " Hz mains", Signals.RATE, SECONDS, harmonics(mains, 12, 0.05));
    }
    DoubleUnaryOperator engine = harmonics(37, 20, 0.05);
    add("engine", Signals.RATE, SECONDS, t -> engine.applyAsDouble(t + 0.02 * sine(0.3, t)));
  }

  private void music() {
    for (double base : new double[] {110, 165, 220, 330, 440}) {
      add("chords from " + base + " Hz", Signals.RATE, 8, chord(base, true));
      add("organ from " + base + " Hz", Signals.RATE, 8, chord(base, false));
      add(
          "scale from " + base + " Hz",
          Signals.RATE,
          8,
          t -> 0.2 * sine(base * Math.pow(2, Math.floor(t * 4 % 8) / 8), t));
    }
    add("plucked chords", Signals.RATE, Signals.music(8));
    add("tone with vibrato", Signals.RATE, SECONDS, t -> 0.3 * Math.sin(wobble(t, 440, 6, 10)));
    add("siren", Signals.RATE, SECONDS, t -> 0.3 * Math.sin(wobble(t, 900, 0.5, 400)));
  }

  private void waves() {
    for (double hertz : new double[] {100, 200, 1_000}) {
      for (double level : new double[] {1, 0.1}) {
        String at = " of " + hertz + " Hz at " + level;
        add("square wave" + at, Signals.RATE, SECONDS, t -> sine(hertz, t) >= 0 ? level : -level);
        add("saw tooth" + at, Signals.RATE, SECONDS, t -> level * (2 * (t * hertz % 1) - 1));
      }
    }
    add("clipped tone", Signals.RATE, SECONDS, clipped(tone(440, 20)));
    add("clipped noise", Signals.RATE, SECONDS, clipped(white(10)));
  }

  private void encodings() {
    float[] noise = sampled(16_000, SECONDS, white(-20));
    float[] zero = new float[noise.length];
    int[][] formats = {
      {Wav.PCM, 8}, {Wav.PCM, 16}, {Wav.PCM, 24}, {Wav.PCM, 32}, {Wav.FLOAT, 32}, {Wav.FLOAT, 64}
    };
    for (int[] format : formats) {
      for (int channels : new int[] {1, 2, 6}) {
        String name = " of format " + format[0] + ", " + format[1] + " bits, " + channels + " ch";
        files.put("noise" + name, wav(format[0], format[1], 16_000, channels, noise));
      }
      String name = "zero of format " + format[0] + ", " + format[1] + " bits";
      files.put(name, wav(format[0], format[1], 16_000, 1, zero));
    }
    files.put("noise in mu-law", Wav.muLaw(8_000, noise));
    files.put("zero in mu-law", Wav.muLaw(8_000, zero));
    float[] broken = noise.clone();
    for (int i = 0; i < broken.length; i += 7) {
      broken[i] = i % 2 == 0 ? Float.NaN : Float.POSITIVE_INFINITY;
    }
    files.put("noise with holes of NaN and infinity", wav(Wav.FLOAT, 32, 16_000, 1, broken));
    for (float value :
        new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e30f, 1e-40f}) {
      float[] all = new float[noise.length];
      java.util.Arrays.fill(all, value);
      files.put("nothing but " + value, wav(Wav.FLOAT, 32, 16_000, 1, all));
    }
  }

  private void add(String name, int rate, double seconds, DoubleUnaryOperator value) {
    add(name, rate, sampled(rate, seconds, value));
  }

  private void add(String name, int rate, float[] signal) {
    if (files.put(name, Wav.pcm16(rate, 1, signal)) != null) {
      throw new AssertionError(name + " is there already");
    }
  }

  static float[] sampled(int rate, double seconds, DoubleUnaryOperator value) {
    float[] signal = new float[(int) Math.round(seconds * rate)];
    for (int i = 0; i < signal.length; i++) {
      signal[i] = (float) value.applyAsDouble((double) i / rate);
    }
    return signal;
  }

  /** The same signal on each channel. */
  static byte[] wav(int tag, int bits, int rate, int channels, float... signal) {
    ByteBuffer data =
        ByteBuffer.allocate(signal.length * channels * bits / 8).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : signal) {
      for (int channel = 0; channel < channels; channel++) {
        put(data, tag, bits, value);
      }
    }
    return Wav.riff().format(tag, channels, rate, bits).chunk("data", data.array()).bytes();
  }

  private static void put(ByteBuffer data, int tag, int bits, float value) {
    if (tag == Wav.FLOAT) {
      if (bits == 32) {
        data.putFloat(value);
      } else {
        data.putDouble(value);
      }
      return;
    }
    long sample = Math.round(value * (Math.pow(2, bits - 1) - 1)) + (bits == 8 ? 128 : 0);
    for (int shift = 0; shift < bits; shift += 8) {
      data.put((byte) (sample >> shift));
    }
  }

  private DoubleUnaryOperator white(double dbfs) {
    Random random = new Random(++seed);
    double level = amplitude(dbfs);
    return t -> level * random.nextGaussian();
  }

  /** White noise through one pole, at about the same level. */
  private DoubleUnaryOperator filtered(double pole, double dbfs) {
    DoubleUnaryOperator noise = white(dbfs);
    double gain = Math.sqrt(1 - pole * pole);
    double[] last = {0};
    return t -> last[0] = pole * last[0] + gain * noise.applyAsDouble(t);
  }

  /** White noise through two poles around a frequency, at 16 kHz. */
  private DoubleUnaryOperator resonance(double hertz, double radius) {
    DoubleUnaryOperator noise = white(-20);
    double turn = 2 * radius * Math.cos(2 * Math.PI * hertz / Signals.RATE);
    double[] last = {0, 0};
    return t -> {
      double next =
          (1 - radius) * noise.applyAsDouble(t) + turn * last[0] - radius * radius * last[1];
      last[1] = last[0];
      last[0] = next;
      return next;
    };
  }

  private static DoubleUnaryOperator tone(double hertz, double dbfs) {
    return t -> amplitude(dbfs) * sine(hertz, t);
  }

  private static DoubleUnaryOperator harmonics(double hertz, int count, double level) {
    return t -> {
      double sum = 0;
      for (int i = 1; i <= count; i++) {
        sum += sine(i * hertz, t) / i;
      }
      return level * sum;
    };
  }

  private static DoubleUnaryOperator chord(double base, boolean struck) {
    double[] steps = {1, 1.26, 1.498, 2};
    return t -> {
      double root = base * (Math.floor(t / 2) % 2 == 0 ? 1 : 1.335);
      double sum = 0;
      for (double step : steps) {
        sum += harmonics(root * step, 4, 0.06).applyAsDouble(t);
      }
      return struck ? sum * Math.exp(-2 * (t % 1)) : sum;
    };
  }

  private static DoubleUnaryOperator gated(
      DoubleUnaryOperator sound, java.util.function.DoublePredicate open) {
    return t -> open.test(t) ? sound.applyAsDouble(t) : 0;
  }

  private static DoubleUnaryOperator clipped(DoubleUnaryOperator sound) {
    return t -> Math.max(-1, Math.min(1, sound.applyAsDouble(t)));
  }

  /** The phase of a tone whose frequency swings. */
  private static double wobble(double t, double hertz, double beat, double swing) {
    return 2 * Math.PI * hertz * t - swing / beat * Math.cos(2 * Math.PI * beat * t);
  }

  private static double steps(double part, double... values) {
    return values[(int) Math.min(values.length - 1, part * values.length)];
  }

  private static double amplitude(double dbfs) {
    return Math.pow(10, dbfs / 20);
  }
}
