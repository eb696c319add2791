package weft.internal.blocking;

import weft.internal.context.RuntimeServices;
import weft.internal.context.Scope;

/** The scope of a blocking thread whose runtime nobody asks for. */
final class NoScope implements Scope {
  @Override
  public RuntimeServices services() {
    throw new UnsupportedOperationException("no runtime in this test");
  }

  @Override
  public Kind kind() {
    return Kind.BLOCKING;
  }
}
