package io.discordgateway.spring.autoconfigure;

import java.security.KeyManagementException;
import java.security.SecureRandom;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;

/**
 * The SSL context of a bundle whose engines keep the bundle's protocols and ciphers,
 * which Boot hands out beside the context and a WebSocket container has no way to take.
 */
final class BundleSslContext extends SSLContext {

	private BundleSslContext(SSLContext context, SslOptions options) {
		super(new Spi(context, options), context.getProvider(), context.getProtocol());
	}

	static SSLContext of(SslBundle bundle) {
		SSLContext context = bundle.createSslContext();
		return bundle.getOptions().isSpecified() ? new BundleSslContext(context, bundle.getOptions()) : context;
	}

	private static final class Spi extends SSLContextSpi {

		private final SSLContext context;

		private final SslOptions options;

		Spi(SSLContext context, SslOptions options) {
			this.context = context;
			this.options = options;
		}

		@Override
		protected SSLEngine engineCreateSSLEngine() {
			return restrict(this.context.createSSLEngine());
		}

		@Override
		protected SSLEngine engineCreateSSLEngine(String host, int port) {
			return restrict(this.context.createSSLEngine(host, port));
		}

		private SSLEngine restrict(SSLEngine engine) {
			if (this.options.getEnabledProtocols() != null) {
				engine.setEnabledProtocols(this.options.getEnabledProtocols());
			}
			if (this.options.getCiphers() != null) {
				engine.setEnabledCipherSuites(this.options.getCiphers());
			}
			return engine;
		}

		@Override
		protected SSLParameters engineGetDefaultSSLParameters() {
			SSLParameters parameters = this.context.getDefaultSSLParameters();
			if (this.options.getEnabledProtocols() != null) {
				parameters.setProtocols(this.options.getEnabledProtocols());
			}
			if (this.options.getCiphers() != null) {
				parameters.setCipherSuites(this.options.getCiphers());
			}
			return parameters;
		}

		@Override
		protected SSLParameters engineGetSupportedSSLParameters() {
			return this.context.getSupportedSSLParameters();
		}

		@Override
		protected SSLSessionContext engineGetClientSessionContext() {
			return this.context.getClientSessionContext();
		}

		@Override
		protected SSLSessionContext engineGetServerSessionContext() {
			return this.context.getServerSessionContext();
		}

		@Override
		protected SSLSocketFactory engineGetSocketFactory() {
			throw enginesOnly();
		}

		@Override
		protected SSLServerSocketFactory engineGetServerSocketFactory() {
			throw enginesOnly();
		}

		private static UnsupportedOperationException enginesOnly() {
			return new UnsupportedOperationException("Sockets would not keep the bundle's options: use an SSLEngine");
		}

		@Override
		protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
				throws KeyManagementException {
			throw new KeyManagementException("It is initialized");
		}

	}

}
