package io.discordgateway.test;

import java.util.concurrent.CountDownLatch;

/**
 * Runs a {@link LocalGateway} with {@link LivelyTraffic} as a process of its own, so that
 * it can be killed: {@code LocalGatewayMain [PORT [EVENTS_PER_SECOND [MIX]]]}, by default
 * a random port, 20 events per second and {@code SMALL_BOT}. The token is taken from the
 * environment variable {@code LOCAL_GATEWAY_TOKEN}, else it is
 * {@code MTQwMDAwMDAwMDAwMDAwMDAwMQ.local.gateway}.
 *
 * @since 0.1
 */
public final class LocalGatewayMain {

	private LocalGatewayMain() {
	}

	/**
	 * Starts the gateway and runs until the process is ended.
	 * @param args port, rate and mix
	 * @throws InterruptedException if the thread is interrupted
	 */
	public static void main(String[] args) throws InterruptedException {
		int port = (args.length > 0) ? Integer.parseInt(args[0]) : 0;
		double rate = (args.length > 1) ? Double.parseDouble(args[1]) : 20;
		LivelyTraffic.Mix mix = (args.length > 2) ? LivelyTraffic.Mix.valueOf(args[2]) : LivelyTraffic.Mix.SMALL_BOT;
		LocalGateway.Builder builder = LocalGateway.builder().port(port);
		String token = System.getenv("LOCAL_GATEWAY_TOKEN");
		LocalGateway gateway = ((token != null) ? builder.token(token) : builder).build().start();
		new LivelyTraffic(gateway, mix).start(rate);
		System.out.println("discord.gateway.api-base-url: " + gateway.apiBaseUrl());
		System.out.println("gateway url: " + gateway.gatewayUrl());
		new CountDownLatch(1).await();
	}

}
