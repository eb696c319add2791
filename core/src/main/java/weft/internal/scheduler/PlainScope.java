package weft.internal.scheduler;

import weft.internal.context.RuntimeServices;
import weft.internal.context.Scope;

/**
 * A scope that is nothing but its runtime and its kind.
 *
 * @param services the runtime
 * @param kind what a thread may do in it
 */
public record PlainScope(RuntimeServices services, Kind kind) implements Scope {}
