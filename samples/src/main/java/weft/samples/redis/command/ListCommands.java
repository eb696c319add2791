package weft.samples.redis.command;

import java.util.function.BiConsumer;
import java.util.function.Function;
import weft.samples.redis.protocol.Bytes;
import weft.samples.redis.protocol.ErrorReplyException;
import weft.samples.redis.protocol.Replies;
import weft.samples.redis.protocol.Reply;
import weft.samples.redis.store.ListValue;

/** LPUSH, RPUSH, LPOP, RPOP, LLEN, LRANGE, LINDEX. */
final class ListCommands {
  private ListCommands() {}

  static void addTo(CommandTable table) {
    table.group("list");
    table.onKeys("lpush", -3, "write denyoom fast", 1, 1, 1, push(ListValue::addFirst));
    table.onKeys("rpush", -3, "write denyoom fast", 1, 1, 1, push(ListValue::addLast));
    table.onKeys("lpop", -2, "write fast", 1, 1, 1, pop("lpop", ListValue::removeFirst));
    table.onKeys("rpop", -2, "write fast", 1, 1, 1, pop("rpop", ListValue::removeLast));
    table.onKeys("llen", 2, "readonly fast", 1, 1, 1, ListCommands::length);
    table.onKeys("lrange", 4, "readonly", 1, 1, 1, ListCommands::range);
    table.onKeys("lindex", 3, "readonly", 1, 1, 1, ListCommands::index);
  }

  private static Handler push(BiConsumer<ListValue, Bytes> add) {
    return call -> {
      ListValue list = call.database().listForAdding(call.argument(1));
      for (int i = 2; i < call.size(); i++) {
        add.accept(list, call.argument(i));
      }
      return Replies.integer(list.size());
    };
  }

  private static Handler pop(String name, Function<ListValue, Bytes> remove) {
    return call -> {
      if (call.size() > 3) {
        throw ErrorReplyException.arity(name);
      }
      boolean many = call.size() == 3;
      long wanted = many ? call.count(2) : 1;
      Bytes key = call.argument(1);
      ListValue list = call.database().value(key, ListValue.class);
      if (list == null) {
        return many ? Replies.NULL_ARRAY : Replies.NULL_BULK;
      }
      Bytes[] popped = new Bytes[(int) Math.min(wanted, list.size())];
      for (int i = 0; i < popped.length; i++) {
        popped[i] = remove.apply(list);
      }
      call.database().removeIfEmpty(key);
      return many ? Replies.bulks(popped) : Replies.bulk(popped[0]);
    };
  }

  private static Reply length(Call call) {
    ListValue list = call.database().value(call.argument(1), ListValue.class);
    return Replies.integer(list == null ? 0 : list.size());
  }

  private static Reply range(Call call) {
    long start = call.integer(2);
    long end = call.integer(3);
    ListValue list = call.database().value(call.argument(1), ListValue.class);
    if (list == null) {
      return Replies.EMPTY_ARRAY;
    }
    IndexRange range = IndexRange.of(start, end, list.size());
    return Replies.bulks(list.slice(range.from(), range.to()));
  }

  private static Reply index(Call call) {
    ListValue list = call.database().value(call.argument(1), ListValue.class);
    if (list == null) {
      return Replies.NULL_BULK;
    }
    long wanted = call.integer(2);
    long index = wanted < 0 ? wanted + list.size() : wanted;
    return index < 0 || index >= list.size()
        ? Replies.NULL_BULK
        : Replies.bulk(list.get((int) index));
  }
}
