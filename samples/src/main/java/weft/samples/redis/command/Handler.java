package weft.samples.redis.command;

import weft.samples.redis.protocol.Reply;

/** Carries out one command; what the client got wrong is thrown as an error reply. */
@FunctionalInterface
interface Handler {
  Reply run(Call call);
}
