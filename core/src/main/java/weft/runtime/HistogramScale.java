package weft.runtime;

/** How the ranges of a histogram grow. */
public enum HistogramScale {
  /** Each range is as wide as the first one. */
  LINEAR,
  /** Each range ends at twice the end of the one before. */
  DOUBLING
}
