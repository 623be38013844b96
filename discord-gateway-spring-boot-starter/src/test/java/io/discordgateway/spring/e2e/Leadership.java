package io.discordgateway.spring.e2e;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.discordgateway.spring.DiscordGateway;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.event.EventListener;
import org.springframework.integration.leader.event.OnGrantedEvent;
import org.springframework.integration.leader.event.OnRevokedEvent;
import org.springframework.stereotype.Component;

@Component
class Leadership implements DisposableBean {

	private final DiscordGateway gateway;

	private final ExecutorService worker = Executors.newSingleThreadExecutor();

	Leadership(DiscordGateway gateway) {
		this.gateway = gateway;
	}

	@EventListener
	void on(OnGrantedEvent granted) {
		this.worker.execute(this.gateway::start);
	}

	@EventListener
	void on(OnRevokedEvent revoked) {
		this.worker.execute(this.gateway::stop);
	}

	@Override
	public void destroy() {
		this.worker.shutdown();
	}

}
