package weft.samples.redis.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import weft.samples.redis.protocol.Bytes;
import weft.samples.redis.protocol.Replies;
import weft.samples.redis.protocol.Reply;
import weft.samples.redis.pubsub.Subscriptions;

/** SUBSCRIBE, UNSUBSCRIBE, PSUBSCRIBE, PUNSUBSCRIBE, PUBLISH. */
final class PubSubCommands {
  private PubSubCommands() {}

  static void addTo(CommandTable table) {
    table.group("pubsub");
    String flags = "pubsub noscript loading stale";
    table.onConnection("subscribe", -2, flags, subscribe("subscribe", Subscriptions::addChannel));
    table.onConnection("psubscribe", -2, flags, subscribe("psubscribe", Subscriptions::addPattern));
    table.onConnection(
        "unsubscribe",
        -1,
        flags,
        unsubscribe("unsubscribe", Subscriptions::channels, Subscriptions::removeChannel));
    table.onConnection(
        "punsubscribe",
        -1,
        flags,
        unsubscribe("punsubscribe", Subscriptions::patterns, Subscriptions::removePattern));
    table.onConnection("publish", 3, "pubsub loading stale fast", PubSubCommands::publish);
  }

  private static Handler subscribe(String kind, BiConsumer<Subscriptions, Bytes> add) {
    return call -> forEach(kind, call, Arrays.asList(call.argumentsFrom(1)), add);
  }

  private static Handler unsubscribe(
      String kind,
      Function<Subscriptions, List<Bytes>> all,
      BiConsumer<Subscriptions, Bytes> remove) {
    return call -> {
      Subscriptions subscriptions = call.session().subscriptions();
      List<Bytes> names =
          call.size() > 1 ? Arrays.asList(call.argumentsFrom(1)) : all.apply(subscriptions);
      return names.isEmpty()
          ? confirmation(kind, null, subscriptions.count())
          : forEach(kind, call, names, remove);
    };
  }

  /** Each name is confirmed on its own, with the number of subscriptions there are then. */
  private static Reply forEach(
      String kind, Call call, List<Bytes> names, BiConsumer<Subscriptions, Bytes> change) {
    Subscriptions subscriptions = call.session().subscriptions();
    List<Reply> confirmations = new ArrayList<>();
    for (Bytes name : names) {
      change.accept(subscriptions, name);
      confirmations.add(confirmation(kind, name, subscriptions.count()));
    }
    return Replies.sequence(confirmations);
  }

  private static Reply confirmation(String kind, @Nullable Bytes name, int count) {
    return Replies.array(Replies.bulk(kind), Replies.bulk(name), Replies.integer(count));
  }

  private static Reply publish(Call call) {
    return Replies.integer(call.engine().pubSub().publish(call.argument(1), call.argument(2)));
  }
}
