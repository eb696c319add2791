package weft.streams;

import weft.future.Undelivered;

/** An item that counts how often it was handed over as undelivered. */
final class Token implements Undelivered {
  final int value;
  int dropped;

  Token(int value) {
    this.value = value;
  }

  @Override
  public void onUndelivered() {
    dropped++;
  }

  @Override
  public String toString() {
    return Integer.toString(value);
  }
}
