module consumer {
  requires weft.codec;
}
