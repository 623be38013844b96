package io.discordgateway.model;

import java.util.EnumSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;

/**
 * Set of permissions (Topics &gt; Permissions). Bits that this version knows no
 * permission for are kept.
 *
 * @param bits one bit for each permission
 * @since 0.1
 */
public record Permissions(long bits) implements Encodable {

	/** No permission at all. */
	public static final Permissions NONE = new Permissions(0);

	/**
	 * Returns the set of some permissions.
	 * @param permissions the permissions
	 * @return the set
	 */
	public static Permissions of(Permission... permissions) {
		long bits = 0;
		for (Permission permission : permissions) {
			bits |= permission.value();
		}
		return new Permissions(bits);
	}

	/**
	 * Returns whether a permission is in the set. {@link Permission#ADMINISTRATOR}
	 * implies nothing here.
	 * @param permission the permission
	 * @return whether its bit is set
	 */
	public boolean contains(Permission permission) {
		return (this.bits & permission.value()) != 0;
	}

	/**
	 * Returns the permissions that this version knows.
	 * @return a new set
	 */
	public Set<Permission> permissions() {
		Set<Permission> permissions = EnumSet.noneOf(Permission.class);
		for (Permission permission : Permission.values()) {
			if (contains(permission)) {
				permissions.add(permission);
			}
		}
		return permissions;
	}

	@Override
	public void writeTo(JsonGenerator generator) {
		generator.writeString(Long.toUnsignedString(this.bits));
	}

	static @Nullable Permissions decode(JsonParser parser) {
		long digits = FieldReaders.digits(parser);
		return (digits >= 0) ? new Permissions(digits)
				: FieldReaders.bits(parser, "a set of permissions", Permissions::new);
	}

}
