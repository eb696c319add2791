package weft.architecture.planted.future;

import weft.architecture.planted.runtime.PlantedTop;

/** Imports a package that lies above its own row. */
final class PlantedUpward {
  PlantedTop top() {
    return new PlantedTop();
  }
}
