package weft.architecture.planted.attic;

/** Lives in a package that is in no row. */
final class PlantedAttic {}
