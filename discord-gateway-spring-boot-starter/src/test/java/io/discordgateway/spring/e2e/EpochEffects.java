package io.discordgateway.spring.e2e;

import io.discordgateway.model.MessageCreate;
import io.discordgateway.spring.DispatchEvent;

import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;

/** The recipe of docs/fleet.md, word by word. */
class EpochEffects {

	private final JdbcTemplate jdbc;

	EpochEffects(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	@Transactional
	@EventListener
	public void on(DispatchEvent<MessageCreate> event) {
		int current = this.jdbc.update("""
				INSERT INTO shard_epoch (shard, total, epoch) VALUES (?, ?, ?)
				ON CONFLICT (shard, total) DO UPDATE SET epoch = excluded.epoch
				WHERE shard_epoch.epoch <= excluded.epoch
				""", event.shard().id(), event.shard().total(), event.epoch());
		if (current == 0) {
			return; // this instance has lost the shard: another handles the event
		}
		int first = this.jdbc.update("INSERT INTO handled (event) VALUES (?) ON CONFLICT DO NOTHING", event.id());
		if (first == 0) {
			return; // it was handled before
		}
		this.jdbc.update("UPDATE counter SET messages = messages + 1");
	}

}
