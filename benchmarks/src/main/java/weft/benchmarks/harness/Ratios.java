package weft.benchmarks.harness;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The values of all rounds, and the lines made of them. A ratio is taken within a round, where the
 * machine was in one mood for both sides; the reported one is the median over the rounds.
 */
final class Ratios {

  private record Cell(String peer, String bench) {}

  private final Map<Cell, List<Double>> values = new HashMap<>();
  private final Map<Cell, String> withoutValue = new HashMap<>();

  /** Adds the value of a round; NaN where the round has none, so that rounds stay aligned. */
  void add(String peer, String bench, double value) {
    values.computeIfAbsent(new Cell(peer, bench), cell -> new ArrayList<>()).add(value);
  }

  /**
   * Records that a benchmark has no value: {@code starved}, {@code unsupported}, {@code failed}.
   */
  void addWithoutValue(String peer, String bench, String reason) {
    withoutValue.putIfAbsent(new Cell(peer, bench), reason);
  }

  /** Whether trying again is pointless. */
  boolean isWithoutValue(String peer, String bench) {
    return withoutValue.containsKey(new Cell(peer, bench));
  }

  /** The median over the rounds, or NaN. */
  double value(String peer, String bench) {
    return median(values.getOrDefault(new Cell(peer, bench), List.of()));
  }

  /** The median of the rounds' ratios, or NaN. */
  double ratio(String subject, String peer, String bench) {
    return median(ratios(subject, peer, bench));
  }

  /** The line of one comparison; empty if neither side does such work. */
  String line(String subject, String peer, String bench) {
    String subjectReason = reason(subject, bench);
    String peerReason = reason(peer, bench);
    if (subjectReason.startsWith("unsupported") || peerReason.startsWith("unsupported")) {
      return "";
    }
    List<Double> ratios = ratios(subject, peer, bench);
    if (ratios.isEmpty()) {
      String reason = peerReason.isEmpty() ? subjectReason : peerReason;
      return String.format(
          Locale.ROOT,
          "RATIO %s %s %s %s %s [%s]",
          bench,
          peer,
          firstWord(reason),
          subjectReason.isEmpty() ? number(value(subject, bench)) : firstWord(subjectReason),
          peerReason.isEmpty() ? number(value(peer, bench)) : firstWord(peerReason),
          reason);
    }
    return String.format(
        Locale.ROOT,
        "RATIO %s %s %.3f %s %s [%.3f..%.3f]",
        bench,
        peer,
        median(ratios),
        number(value(subject, bench)),
        number(value(peer, bench)),
        ratios.get(0),
        ratios.get(ratios.size() - 1));
  }

  private String reason(String peer, String bench) {
    return withoutValue.getOrDefault(new Cell(peer, bench), "");
  }

  /** Sorted. */
  private List<Double> ratios(String subject, String peer, String bench) {
    List<Double> mine = values.getOrDefault(new Cell(subject, bench), List.of());
    List<Double> theirs = values.getOrDefault(new Cell(peer, bench), List.of());
    List<Double> ratios = new ArrayList<>();
    if (reason(subject, bench).isEmpty() && reason(peer, bench).isEmpty()) {
      for (int round = 0; round < Math.min(mine.size(), theirs.size()); round++) {
        double ratio = mine.get(round) / theirs.get(round);
        if (!Double.isNaN(ratio)) {
          ratios.add(ratio);
        }
      }
    }
    ratios.sort(null);
    return ratios;
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().filter(v -> !v.isNaN()).sorted().toList();
    int size = sorted.size();
    return size == 0 ? Double.NaN : (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
  }

  private static String firstWord(String text) {
    return text.split(" ")[0];
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
