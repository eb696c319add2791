package weft.samples.redis.store;

import weft.samples.redis.protocol.Bytes;

/** A member of a sorted set with its score; ordered by score, then by the member's bytes. */
public record ScoredMember(Bytes member, double score) implements Comparable<ScoredMember> {
  @Override
  public int compareTo(ScoredMember other) {
    int byScore = Double.compare(score, other.score);
    return byScore != 0 ? byScore : member.compareTo(other.member);
  }
}
