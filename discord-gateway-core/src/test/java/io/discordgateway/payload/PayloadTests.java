package io.discordgateway.payload;

import java.util.Collections;
import java.util.List;

import io.discordgateway.shard.ShardId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PayloadTests {

	@Test
	void tokenNeverShowsItself() { // R40
		Token token = Token.of(" Bot secret ");
		assertThat(token).hasToString("<redacted>").isEqualTo(Token.of("secret")).hasSameHashCodeAs(Token.of("secret"));
		assertThat(token.reveal()).isEqualTo("secret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Bot ", "secret\nInjected: x", "a b", "ü" })
	void tokenThatIsNoneIsRefusedWithoutShowingIt(String value) { // R40
		assertThatIllegalArgumentException().isThrownBy(() -> Token.of(value))
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("secret"));
	}

	@ParameterizedTest
	@EnumSource(GatewayOpcode.class)
	void opcodeIsFoundByItsNumber(GatewayOpcode opcode) {
		assertThat(GatewayOpcode.of(opcode.code())).isSameAs(opcode);
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 5, 44, 1000 })
	void unknownOpcodeIsNull(int code) { // R36
		assertThat(GatewayOpcode.of(code)).isNull();
	}

	@Test
	void recoveryFollowsTheCode() { // R18
		assertThat(GatewayCloseCode.recoveryOf(null)).isEqualTo(Recovery.RESUME);
		assertThat(GatewayCloseCode.recoveryOf(4999)).isEqualTo(Recovery.RESUME);
		assertThat(GatewayCloseCode.recoveryOf(4009)).isEqualTo(Recovery.REIDENTIFY);
		assertThat(GatewayCloseCode.recoveryOf(4014)).isEqualTo(Recovery.STOP);
	}

	@Test
	void intentsAddUpAndComeApart() { // R39
		int value = GatewayIntent.valueOf(List.of(GatewayIntent.GUILDS, GatewayIntent.GUILD_MESSAGES));
		assertThat(value).isEqualTo(513);
		assertThat(GatewayIntent.fromValue(value)).containsExactly(GatewayIntent.GUILDS, GatewayIntent.GUILD_MESSAGES);
		assertThat(GatewayIntent.values()).filteredOn(GatewayIntent::privileged)
			.containsExactly(GatewayIntent.GUILD_MEMBERS, GatewayIntent.GUILD_PRESENCES, GatewayIntent.MESSAGE_CONTENT);
	}

	@Test
	void illegalCommandsCannotBeMade() { // R27, R28
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RequestGuildMembers(1, null, 0, false, List.of(), null));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RequestGuildMembers(1, "a", 5, false, List.of(1L), null));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RequestGuildMembers(1, null, 0, false, Collections.nCopies(101, 1L), null));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RequestGuildMembers(1, "a", 0, false, List.of(), null));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RequestGuildMembers(1, "", 101, false, List.of(), null));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RequestGuildMembers(1, "", 0, false, List.of(), "ü".repeat(17)));
		assertThatIllegalArgumentException().isThrownBy(() -> new RequestSoundboardSounds(List.of()));
		assertThatIllegalArgumentException().isThrownBy(() -> new RequestChannelInfo(1, List.of()));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> UpdatePresence.Activity.of(UpdatePresence.Type.PLAYING, " "));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new UpdatePresence.Activity("x", UpdatePresence.Type.PLAYING, null, "https://x"));
	}

	@Test
	void guildBelongsToOneShard() { // R37
		assertThat(ShardId.ofGuild(197038439483310086L, 16)).isEqualTo(new ShardId(2, 16));
		assertThat(ShardId.ofGuild(-1L, 7).id()).isBetween(0, 6);
		assertThat(new ShardId(17, 32).identifyBucket(16)).isEqualTo(1);
		assertThat(new ShardId(0, 2)).isLessThan(new ShardId(1, 2)).isGreaterThan(ShardId.SINGLE).hasToString("0/2");
		assertThatIllegalArgumentException().isThrownBy(() -> new ShardId(2, 2)).withMessageContaining("2 of 2");
	}

}
