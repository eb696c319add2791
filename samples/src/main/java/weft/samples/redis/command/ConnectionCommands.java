package weft.samples.redis.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import weft.samples.redis.protocol.Bytes;
import weft.samples.redis.protocol.ErrorReplyException;
import weft.samples.redis.protocol.Numbers;
import weft.samples.redis.protocol.Replies;
import weft.samples.redis.protocol.Reply;

/** PING, ECHO, QUIT, SELECT, RESET, HELLO and CLIENT: what concerns only the connection. */
final class ConnectionCommands {
  private static final Bytes PONG = Bytes.of("pong");
  private static final Reply RESET = Replies.simple("RESET");
  private static final long PROTOCOL_VERSION = 2;

  private ConnectionCommands() {}

  static void addTo(CommandTable table) {
    table.group("connection");
    table.onConnection("ping", -1, "fast", ConnectionCommands::ping);
    table.onConnection("echo", 2, "fast", call -> Replies.bulk(call.argument(1)));
    table.onConnection("quit", -1, "fast", ConnectionCommands::quit);
    table.onConnection("reset", 1, "fast", ConnectionCommands::reset);
    table.onConnection("select", 2, "fast", ConnectionCommands::select);
    table.onConnection("hello", -1, "fast", ConnectionCommands::hello);
    CommandTable client = CommandTable.ofSubcommands("client");
    client.group("connection");
    client.onConnection("id", 2, "", call -> Replies.integer(call.session().id()));
    client.onConnection("getname", 2, "", call -> Replies.bulk(call.session().name()));
    client.onConnection("setname", 3, "", ConnectionCommands::setName);
    client.onConnection("setinfo", 4, "", ConnectionCommands::setInfo);
    client.onConnection("help", 2, "", call -> Help.of("client", client));
    table.container("client", -2, call -> Replies.NOTHING, client);
  }

  private static Reply ping(Call call) {
    if (call.size() > 2) {
      throw ErrorReplyException.arity("ping");
    }
    if (call.session().subscriptions().count() > 0) {
      return Replies.bulks(PONG, call.size() == 2 ? call.argument(1) : Bytes.EMPTY);
    }
    return call.size() == 2 ? Replies.bulk(call.argument(1)) : Replies.PONG;
  }

  private static Reply quit(Call call) {
    call.session().closeAfterReply();
    return Replies.OK;
  }

  private static Reply reset(Call call) {
    Session session = call.session();
    session.subscriptions().clear();
    session.selectDatabase(0);
    session.setName(null);
    return RESET;
  }

  private static Reply select(Call call) {
    long index = call.integer(1);
    if (index != (int) index) {
      throw ErrorReplyException.err(
          "value is out of range, value must between "
              + Integer.MIN_VALUE
              + " and "
              + Integer.MAX_VALUE);
    }
    if (index < 0 || index >= call.engine().keyspace().databaseCount()) {
      throw ErrorReplyException.err("DB index is out of range");
    }
    call.session().selectDatabase((int) index);
    return Replies.OK;
  }

  private static Reply hello(Call call) {
    if (call.size() > 1) {
      Long version = Numbers.tryParseLong(call.argument(1));
      if (version == null) {
        throw ErrorReplyException.err("Protocol version is not an integer or out of range");
      }
      if (version != PROTOCOL_VERSION) {
        throw ErrorReplyException.line("NOPROTO unsupported protocol version");
      }
    }
    int i = 2;
    while (i < call.size()) {
      int more = call.size() - 1 - i;
      if (call.isWord(i, "auth") && more >= 2) {
        // There are no passwords; the one user that exists is let in with any.
        if (!call.argument(i + 1).equals(Bytes.of("default"))) {
          throw ErrorReplyException.line(
              "WRONGPASS invalid username-password pair or user is disabled.");
        }
        i += 3;
      } else if (call.isWord(i, "setname") && more >= 1) {
        nameConnection(call.session(), call.argument(i + 1));
        i += 2;
      } else {
        throw ErrorReplyException.err(
            "Syntax error in HELLO option '" + call.argument(i).quoted() + "'");
      }
    }
    return Replies.array(
        Replies.bulk("server"),
        Replies.bulk("redis"),
        Replies.bulk("version"),
        Replies.bulk(ServerCommands.COMPATIBLE_VERSION),
        Replies.bulk("proto"),
        Replies.integer(PROTOCOL_VERSION),
        Replies.bulk("id"),
        Replies.integer(call.session().id()),
        Replies.bulk("mode"),
        Replies.bulk("standalone"),
        Replies.bulk("role"),
        Replies.bulk("master"),
        Replies.bulk("modules"),
        Replies.EMPTY_ARRAY);
  }

  private static Reply setName(Call call) {
    nameConnection(call.session(), call.argument(2));
    return Replies.OK;
  }

  private static void nameConnection(Session session, Bytes name) {
    if (!isPrintable(name)) {
      throw ErrorReplyException.err(
          "Client names cannot contain spaces, newlines or special characters.");
    }
    session.setName(name.length() == 0 ? null : name);
  }

  /** Client libraries tell their name and version; nothing is done with it. */
  private static Reply setInfo(Call call) {
    if (!call.isWord(2, "lib-name") && !call.isWord(2, "lib-ver")) {
      throw ErrorReplyException.err("Unrecognized option '" + call.argument(2).quoted() + "'");
    }
    if (!isPrintable(call.argument(3))) {
      String option = call.argument(2).toLatin1().toLowerCase(Locale.ROOT);
      throw ErrorReplyException.err(
          option + " cannot contain spaces, newlines or special characters.");
    }
    return Replies.OK;
  }

  private static boolean isPrintable(Bytes text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.at(i) < '!' || text.at(i) > '~') {
        return false;
      }
    }
    return true;
  }

  /** What HELP tells about a command with subcommands. */
  static final class Help {
    private Help() {}

    static Reply of(String container, CommandTable subcommands) {
      List<Reply> lines = new ArrayList<>();
      lines.add(Replies.simple(container.toUpperCase(Locale.ROOT) + " has these subcommands:"));
      for (Command subcommand : subcommands.all()) {
        lines.add(Replies.simple(subcommand.shortName().toUpperCase(Locale.ROOT)));
      }
      return Replies.array(lines);
    }
  }
}
