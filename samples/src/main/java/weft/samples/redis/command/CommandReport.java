package weft.samples.redis.command;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import weft.samples.redis.protocol.Bytes;
import weft.samples.redis.protocol.Replies;
import weft.samples.redis.protocol.Reply;

/** COMMAND and its subcommands: the table of commands, for clients that route or complete. */
final class CommandReport {
  private CommandReport() {}

  static Reply all(Call call) {
    return describe(call.engine().commands().all());
  }

  static Reply info(Call call) {
    if (call.size() == 2) {
      return all(call);
    }
    List<Reply> infos = new ArrayList<>();
    for (Bytes name : call.argumentsFrom(2)) {
      Command command = find(call, name);
      infos.add(command == null ? Replies.NULL_BULK : describe(command));
    }
    return Replies.array(infos);
  }

  static Reply list(Call call) {
    return Replies.bulks(
        call.engine().commands().all().stream().map(command -> Bytes.of(command.name())).toList());
  }

  static Reply docs(Call call) {
    Stream<Command> wanted =
        call.size() == 2
            ? call.engine().commands().all().stream()
            : Stream.of(call.argumentsFrom(2))
                .map(name -> find(call, name))
                .filter(Objects::nonNull);
    List<Reply> docs = new ArrayList<>();
    wanted.forEach(
        command -> {
          docs.add(Replies.bulk(command.name()));
          docs.add(Replies.array(Replies.bulk("group"), Replies.bulk(command.group())));
        });
    return Replies.array(docs);
  }

  private static @Nullable Command find(Call call, Bytes name) {
    String text = name.toLatin1();
    int bar = text.indexOf('|');
    Command command =
        call.engine().commands().find(bar < 0 ? name : Bytes.of(text.substring(0, bar)));
    if (bar < 0 || command == null) {
      return command;
    }
    CommandTable subcommands = command.subcommands();
    return subcommands == null ? null : subcommands.find(Bytes.of(text.substring(bar + 1)));
  }

  private static Reply describe(Collection<Command> commands) {
    return Replies.array(commands.stream().map(CommandReport::describe).toList());
  }

  private static Reply describe(Command command) {
    List<Reply> flags =
        Stream.of(command.flags().split(" ", -1))
            .filter(flag -> !flag.isEmpty())
            .map(Replies::simple)
            .toList();
    CommandTable subcommands = command.subcommands();
    return Replies.array(
        Replies.bulk(command.name()),
        Replies.integer(command.arity()),
        Replies.array(flags),
        Replies.integer(command.firstKey()),
        Replies.integer(command.lastKey()),
        Replies.integer(command.keyStep()),
        Replies.array(Replies.simple("@" + command.group())),
        Replies.EMPTY_ARRAY,
        Replies.EMPTY_ARRAY,
        subcommands == null ? Replies.EMPTY_ARRAY : describe(subcommands.all()));
  }
}
