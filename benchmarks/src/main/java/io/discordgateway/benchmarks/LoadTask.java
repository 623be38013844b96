package io.discordgateway.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/**
 * What a client of a {@link LoadServer} is to do, handed over as arguments.
 *
 * @param api the address of the API
 * @param compression the compression, as the property of the starter has it
 * @param eventsPerRound how many events of all shards together a round has
 * @param messagesPerRound how many of them are MESSAGE_CREATEs
 * @param warmUp how many rounds are to warm up
 * @param rounds how many rounds there are, with those that warm up
 */
record LoadTask(String api, String compression, int eventsPerRound, int messagesPerRound, int warmUp, int rounds) {

	static LoadTask of(String[] args) {
		return new LoadTask(args[0], args[1], Integer.parseInt(args[2]), Integer.parseInt(args[3]),
				Integer.parseInt(args[4]), Integer.parseInt(args[5]));
	}

	List<String> args() {
		return List.of(this.api, this.compression, String.valueOf(this.eventsPerRound),
				String.valueOf(this.messagesPerRound), String.valueOf(this.warmUp), String.valueOf(this.rounds));
	}

	/** Asks an API for the address of the gateway. */
	static String gatewayUrl(String api) throws IOException, InterruptedException {
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create(api)).build(), HttpResponse.BodyHandlers.ofString())
			.body()
			.replaceAll(".*\"url\":\"([^\"]+)\".*", "$1");
	}

	/** Something in which clients count what they have done. */
	enum Unit {

		/** Events of all kinds. */
		EVENTS,

		/** MESSAGE_CREATEs, by a listener. */
		MESSAGES;

		double perRound(LoadTask task) {
			return (this == EVENTS) ? task.eventsPerRound : task.messagesPerRound;
		}

	}

}
