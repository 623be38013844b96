package io.discordgateway.examples;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Deque;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

import io.discordgateway.connection.Destination;

/**
 * Link that speaks TLS. What is written before the handshake is done waits for it.
 */
final class TlsLink extends Link {

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private final SSLEngine engine;

	private final ByteBuffer received;

	private final Deque<ByteBuffer> plain = new ArrayDeque<>();

	TlsLink(Selector selector, Destination destination, Object owner, SSLContext tls) throws IOException {
		super(selector, destination, owner);
		this.engine = tls.createSSLEngine(destination.host(), destination.port());
		this.engine.setUseClientMode(true);
		SSLParameters parameters = this.engine.getSSLParameters();
		// Without this, any certificate that is valid for anybody would do.
		parameters.setEndpointIdentificationAlgorithm("HTTPS");
		this.engine.setSSLParameters(parameters);
		this.received = ByteBuffer.allocate(2 * this.engine.getSession().getPacketBufferSize());
	}

	@Override
	void finishConnect() throws IOException {
		super.finishConnect();
		this.engine.beginHandshake();
		wrapAll();
	}

	/* Large enough for one record, whatever the caller's buffer has left. */
	@Override
	int read(ByteBuffer into) throws IOException {
		int start = into.position();
		boolean ended = super.read(this.received) < 0;
		this.received.flip();
		while (into.remaining() >= this.engine.getSession().getApplicationBufferSize() && unwrap(into)) {
			wrapAll();
		}
		this.received.compact();
		wrapAll();
		int size = into.position() - start;
		return (size == 0 && (ended || this.engine.isInboundDone())) ? -1 : size;
	}

	/** Takes one record; false says that there is none. */
	private boolean unwrap(ByteBuffer into) throws SSLException {
		SSLEngineResult result = this.engine.unwrap(this.received, into);
		runTasks();
		return result.getStatus() == SSLEngineResult.Status.OK
				&& (result.bytesConsumed() > 0 || result.bytesProduced() > 0);
	}

	private void runTasks() {
		Runnable task = this.engine.getDelegatedTask();
		while (task != null) {
			task.run();
			task = this.engine.getDelegatedTask();
		}
	}

	@Override
	void write(byte[] bytes) throws IOException {
		this.plain.add(ByteBuffer.wrap(bytes));
		wrapAll();
	}

	/** Sends what the handshake has to say, and after it what the caller has. */
	private void wrapAll() throws IOException {
		SSLEngineResult.HandshakeStatus status = this.engine.getHandshakeStatus();
		while (status == SSLEngineResult.HandshakeStatus.NEED_WRAP
				|| (status == SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING && !this.plain.isEmpty())) {
			ByteBuffer next = this.plain.isEmpty() ? NOTHING : this.plain.peek();
			ByteBuffer record = ByteBuffer.allocate(this.engine.getSession().getPacketBufferSize());
			SSLEngineResult result = this.engine.wrap(next, record);
			send(record.flip());
			runTasks();
			if (!next.hasRemaining()) {
				this.plain.poll();
			}
			if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
				return;
			}
			status = this.engine.getHandshakeStatus();
		}
	}

	@Override
	public void close() throws IOException {
		try {
			this.engine.closeOutbound();
			wrapAll();
		}
		finally {
			super.close();
		}
	}

}
