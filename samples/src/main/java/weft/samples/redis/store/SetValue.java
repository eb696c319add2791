package weft.samples.redis.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import weft.samples.redis.protocol.Bytes;

/**
 * Members without order. They lie in an array, so that a random one is taken in constant time, and
 * a map tells where: a removed member's place is given to the last one.
 */
public final class SetValue implements Value {
  private final List<Bytes> members = new ArrayList<>();
  private final Map<Bytes, Integer> places = new HashMap<>();

  /** How many members there are. */
  public int size() {
    return members.size();
  }

  /** Adds a member; true if it is new. */
  public boolean add(Bytes member) {
    if (places.putIfAbsent(member, members.size()) != null) {
      return false;
    }
    members.add(member);
    return true;
  }

  /** Whether {@code member} is in the set. */
  public boolean contains(Bytes member) {
    return places.containsKey(member);
  }

  /** Removes a member; true if it was there. */
  public boolean remove(Bytes member) {
    Integer place = places.remove(member);
    if (place == null) {
      return false;
    }
    Bytes last = members.remove(members.size() - 1);
    if (place < members.size()) {
      members.set(place, last);
      places.put(last, place);
    }
    return true;
  }

  /** Takes a member, each being equally likely; the set must have one. */
  public Bytes removeRandom(RandomGenerator random) {
    Bytes member = members.get(random.nextInt(members.size()));
    remove(member);
    return member;
  }

  /** A copy of the references. */
  public Bytes[] toArray() {
    return members.toArray(new Bytes[0]);
  }

  @Override
  public String typeName() {
    return "set";
  }

  @Override
  public boolean isEmpty() {
    return members.isEmpty();
  }
}
