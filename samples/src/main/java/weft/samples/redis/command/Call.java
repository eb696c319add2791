package weft.samples.redis.command;

import weft.samples.redis.protocol.Bytes;
import weft.samples.redis.protocol.ErrorReplyException;
import weft.samples.redis.protocol.Numbers;
import weft.samples.redis.protocol.Request;
import weft.samples.redis.store.Database;

/** One call of a command: who calls, and with which arguments. */
record Call(Engine engine, Session session, Request request) {
  /** The database that the connection has selected; for commands that run under the lock. */
  Database database() {
    return engine.keyspace().database(session.databaseIndex());
  }

  /** How many arguments there are, the command's name included. */
  int size() {
    return request.size();
  }

  /** The argument at {@code index}. */
  Bytes argument(int index) {
    return request.argument(index);
  }

  /** The arguments from {@code index} on. */
  Bytes[] argumentsFrom(int index) {
    Bytes[] rest = new Bytes[size() - index];
    for (int i = 0; i < rest.length; i++) {
      rest[i] = argument(index + i);
    }
    return rest;
  }

  /** Whether the argument at {@code index} is {@code lowerCase}, in any case. */
  boolean isWord(int index, String lowerCase) {
    return argument(index).isWord(lowerCase);
  }

  /** The integer at {@code index}. */
  long integer(int index) {
    Long value = Numbers.tryParseLong(argument(index));
    if (value == null) {
      throw ErrorReplyException.notAnInteger();
    }
    return value;
  }

  /** The count at {@code index}: not negative. */
  long count(int index) {
    Long value = Numbers.tryParseLong(argument(index));
    if (value == null || value < 0) {
      throw ErrorReplyException.notPositive();
    }
    return value;
  }
}
