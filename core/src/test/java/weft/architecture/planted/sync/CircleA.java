package weft.architecture.planted.sync;

import weft.architecture.planted.task.CircleB;

/** Half of a planted circle inside one row. */
public final class CircleA {
  CircleB other() {
    return new CircleB();
  }
}
