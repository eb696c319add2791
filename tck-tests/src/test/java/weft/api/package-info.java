/** Looks at the public interface by reflection, so that no table can forget a part of it. */
@NullMarked
package weft.api;

import org.jspecify.annotations.NullMarked;
