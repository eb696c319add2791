package weft.architecture.planted.runtime;

/** What {@code PlantedUpward} must not import. */
public final class PlantedTop {}
