package weft.samples.redis.command;

import weft.samples.redis.protocol.Bytes;
import weft.samples.redis.protocol.ErrorReplyException;
import weft.samples.redis.protocol.Replies;
import weft.samples.redis.protocol.Reply;
import weft.samples.redis.store.StringValue;

/** INCR, DECR, INCRBY, DECRBY: strings that are integers. */
final class CounterCommands {
  private CounterCommands() {}

  static void addTo(CommandTable table) {
    table.group("string");
    table.onKeys("incr", 2, "write denyoom fast", 1, 1, 1, call -> add(call, 1));
    table.onKeys("decr", 2, "write denyoom fast", 1, 1, 1, call -> add(call, -1));
    table.onKeys("incrby", 3, "write denyoom fast", 1, 1, 1, call -> add(call, call.integer(2)));
    table.onKeys("decrby", 3, "write denyoom fast", 1, 1, 1, CounterCommands::subtract);
  }

  private static Reply subtract(Call call) {
    long amount = call.integer(2);
    if (amount == Long.MIN_VALUE) {
      throw ErrorReplyException.err("decrement would overflow");
    }
    return add(call, -amount);
  }

  private static Reply add(Call call, long amount) {
    Bytes key = call.argument(1);
    StringValue string = call.database().value(key, StringValue.class);
    if (string != null && !string.isLong()) {
      throw ErrorReplyException.notAnInteger();
    }
    long old = string == null ? 0 : string.toLong();
    long sum = old + amount;
    if (((old ^ sum) & (amount ^ sum)) < 0) {
      throw ErrorReplyException.err("increment or decrement would overflow");
    }
    call.database().put(key, StringValue.of(sum), true);
    return Replies.integer(sum);
  }
}
