package weft.architecture.planted.task;

import weft.architecture.planted.sync.CircleA;

/** Half of a planted circle inside one row. */
public final class CircleB {
  CircleA other() {
    return new CircleA();
  }
}
