package weft.samples.redis.command;

import org.jspecify.annotations.Nullable;
import weft.samples.redis.protocol.ErrorReplyException;
import weft.samples.redis.store.Entry;

/** The options of SET: NX, XX, GET, KEEPTTL, and one of EX, PX, EXAT, PXAT with a time. */
final class SetOptions {
  private boolean ifAbsent;
  private boolean ifPresent;
  private boolean returnOld;
  private boolean keepDeadline;
  private long deadline = Entry.NEVER;

  private SetOptions() {}

  static SetOptions parse(Call call) {
    SetOptions options = new SetOptions();
    Deadlines.@Nullable Form form = null;
    int timeIndex = 0;
    for (int i = 3; i < call.size(); i++) {
      if (call.isWord(i, "nx") && !options.ifPresent) {
        options.ifAbsent = true;
      } else if (call.isWord(i, "xx") && !options.ifAbsent) {
        options.ifPresent = true;
      } else if (call.isWord(i, "get")) {
        options.returnOld = true;
      } else if (call.isWord(i, "keepttl") && form == null) {
        options.keepDeadline = true;
      } else {
        // The same way to give a time may come again, and the last one counts.
        Deadlines.Form given = i + 1 < call.size() ? timeForm(call, i) : null;
        if (given == null || options.keepDeadline || (form != null && form != given)) {
          throw ErrorReplyException.syntax();
        }
        form = given;
        timeIndex = ++i;
      }
    }
    if (form != null) {
      options.deadline =
          Deadlines.positive(call.integer(timeIndex), form, call.database().now(), "set");
    }
    return options;
  }

  private static Deadlines.@Nullable Form timeForm(Call call, int index) {
    if (call.isWord(index, "ex")) {
      return Deadlines.Form.SECONDS;
    }
    if (call.isWord(index, "px")) {
      return Deadlines.Form.MILLISECONDS;
    }
    if (call.isWord(index, "exat")) {
      return Deadlines.Form.UNIX_SECONDS;
    }
    return call.isWord(index, "pxat") ? Deadlines.Form.UNIX_MILLISECONDS : null;
  }

  /** Whether it matters if the key exists. */
  boolean isConditional() {
    return ifAbsent || ifPresent;
  }

  /** Whether the key may be set, given whether it exists. */
  boolean allows(boolean exists) {
    return exists ? !ifAbsent : !ifPresent;
  }

  boolean returnOld() {
    return returnOld;
  }

  boolean keepDeadline() {
    return keepDeadline;
  }

  /** The new deadline, or {@link Entry#NEVER}. */
  long deadline() {
    return deadline;
  }
}
