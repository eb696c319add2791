package weft.samples.redis.command;

import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import weft.samples.redis.protocol.Bytes;
import weft.samples.redis.protocol.ErrorReplyException;
import weft.samples.redis.protocol.Numbers;
import weft.samples.redis.protocol.Replies;
import weft.samples.redis.protocol.Reply;
import weft.samples.redis.store.ScoredMember;
import weft.samples.redis.store.SortedSetValue;

/** ZRANGE key min max [BYSCORE|BYLEX] [REV] [LIMIT offset count] [WITHSCORES]. */
final class SortedSetRange {
  private static final long NO_LIMIT = -1;

  private enum By {
    RANK,
    SCORE,
    BYTES
  }

  /** By rank, as long as no option tells otherwise; each option may come once. */
  private By by = By.RANK;

  private boolean reversed;
  private boolean withScores;
  private long offset;
  private long limit = NO_LIMIT;

  private SortedSetRange() {}

  static Reply run(Call call) {
    SortedSetRange range = new SortedSetRange();
    range.parseOptions(call);
    return range.execute(call);
  }

  private void parseOptions(Call call) {
    for (int i = 4; i < call.size(); i++) {
      if (call.isWord(i, "withscores")) {
        withScores = true;
      } else if (call.isWord(i, "limit") && i + 2 < call.size()) {
        offset = call.integer(i + 1);
        limit = call.integer(i + 2);
        i += 2;
      } else if (call.isWord(i, "rev") && !reversed) {
        reversed = true;
      } else if (call.isWord(i, "bylex") && by == By.RANK) {
        by = By.BYTES;
      } else if (call.isWord(i, "byscore") && by == By.RANK) {
        by = By.SCORE;
      } else {
        throw ErrorReplyException.syntax();
      }
    }
    if (limit != NO_LIMIT && by == By.RANK) {
      throw ErrorReplyException.err(
          "syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX");
    }
    if (withScores && by == By.BYTES) {
      throw ErrorReplyException.err(
          "syntax error, WITHSCORES not supported in combination with BYLEX");
    }
  }

  private Reply execute(Call call) {
    if (by == By.RANK) {
      return byRank(call);
    }
    // Reversed, the higher end is given first.
    Bytes low = call.argument(reversed ? 3 : 2);
    Bytes high = call.argument(reversed ? 2 : 3);
    return by == By.SCORE
        ? between(call, ScoreBound.parse(low).before(), ScoreBound.parse(high).upTo())
        : between(call, LexBound.parse(low).before(), LexBound.parse(high).upTo());
  }

  private Reply byRank(Call call) {
    long start = call.integer(2);
    long end = call.integer(3);
    SortedSetValue set = find(call);
    if (set == null) {
      return Replies.EMPTY_ARRAY;
    }
    int size = set.size();
    IndexRange range = IndexRange.of(start, end, size);
    return reversed
        ? reply(set, size - range.to(), size - range.from())
        : reply(set, range.from(), range.to());
  }

  /** What is not before the lower end and still up to the higher one. */
  private Reply between(
      Call call, Predicate<ScoredMember> beforeLow, Predicate<ScoredMember> upToHigh) {
    SortedSetValue set = find(call);
    if (set == null) {
      return Replies.EMPTY_ARRAY;
    }
    int from = set.countWhile(beforeLow);
    int to = set.countWhile(upToHigh);
    int found = Math.max(0, to - from);
    // A negative offset skips everything, a negative limit is none.
    int skipped = offset < 0 ? found : (int) Math.min(offset, found);
    int taken = limit < 0 ? found - skipped : (int) Math.min(limit, found - skipped);
    return reversed
        ? reply(set, to - skipped - taken, to - skipped)
        : reply(set, from + skipped, from + skipped + taken);
  }

  private static @Nullable SortedSetValue find(Call call) {
    return call.database().value(call.argument(1), SortedSetValue.class);
  }

  private Reply reply(SortedSetValue set, int from, int to) {
    if (from >= to) {
      return Replies.EMPTY_ARRAY;
    }
    ScoredMember[] elements = set.slice(from, to);
    int width = withScores ? 2 : 1;
    Bytes[] reply = new Bytes[elements.length * width];
    for (int i = 0; i < elements.length; i++) {
      ScoredMember element = elements[reversed ? elements.length - 1 - i : i];
      reply[i * width] = element.member();
      if (withScores) {
        reply[i * width + 1] = Numbers.format(element.score());
      }
    }
    return Replies.bulks(reply);
  }

  /** One end of a range of scores. */
  private record ScoreBound(double score, boolean exclusive) {
    static ScoreBound parse(Bytes text) {
      String bound = text.toLatin1();
      boolean exclusive = bound.startsWith("(");
      Double score = Numbers.tryParseBound(exclusive ? bound.substring(1) : bound);
      if (score == null) {
        throw ErrorReplyException.err("min or max is not a float");
      }
      return new ScoreBound(score, exclusive);
    }

    /** As a lower end: what lies before it. */
    Predicate<ScoredMember> before() {
      return exclusive ? member -> member.score() <= score : member -> member.score() < score;
    }

    /** As a higher end: what lies up to it. */
    Predicate<ScoredMember> upTo() {
      return exclusive ? member -> member.score() < score : member -> member.score() <= score;
    }
  }

  /**
   * One end of a range of members that all have the same score. Without a member it is beyond all
   * members: below them if inclusive, above them if exclusive.
   */
  private record LexBound(@Nullable Bytes member, boolean exclusive) {
    static LexBound parse(Bytes text) {
      String bound = text.toLatin1();
      if (bound.equals("-") || bound.equals("+")) {
        return new LexBound(null, bound.equals("+"));
      }
      if (bound.startsWith("[") || bound.startsWith("(")) {
        byte[] member = Arrays.copyOfRange(text.array(), 1, text.length());
        return new LexBound(Bytes.of(member), bound.startsWith("("));
      }
      throw ErrorReplyException.err("min or max not valid string range item");
    }

    Predicate<ScoredMember> before() {
      return other -> exclusive ? compare(other) <= 0 : compare(other) < 0;
    }

    Predicate<ScoredMember> upTo() {
      return other -> exclusive ? compare(other) < 0 : compare(other) <= 0;
    }

    /** How {@code other} lies to this end. */
    private int compare(ScoredMember other) {
      if (member == null) {
        return exclusive ? -1 : 1;
      }
      return other.member().compareTo(member);
    }
  }
}
