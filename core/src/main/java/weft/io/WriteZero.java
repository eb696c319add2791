package weft.io;

import java.io.IOException;

/** Guards loops against a drain that breaks its contract and would make them spin. */
final class WriteZero {
  private WriteZero() {}

  static void check(int count, AsyncWrite drain) throws IOException {
    if (count == 0) {
      throw new IOException(
          drain + " wrote nothing of a buffer with bytes and did not say PENDING");
    }
  }
}
