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

import io.discordgateway.spring.transport.Failures;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;

/**
 * The SSL context of a bundle, whose engines are made from the bundle as it is by then:
 * where it is reloaded, connections that are open go on and new ones use the new one. Its
 * engines keep the bundle's protocols and ciphers, which Boot hands out beside the
 * context and a WebSocket container has no way to take.
 */
final class BundleSslContext extends SSLContext {

	private static final Log logger = LogFactory.getLog(BundleSslContext.class);

	private BundleSslContext(Spi spi, SSLContext first) {
		super(spi, first.getProvider(), first.getProtocol());
	}

	static SSLContext of(String name, SslBundles bundles) {
		SslBundle bundle = bundles.getBundle(name);
		SSLContext first = bundle.createSslContext();
		Spi spi = new Spi(new Current(first, bundle.getOptions()));
		bundles.addBundleUpdateHandler(name, (updated) -> spi.update(name, updated));
		return new BundleSslContext(spi, first);
	}

	private record Current(SSLContext context, SslOptions options) {
	}

	private static final class Spi extends SSLContextSpi {

		private volatile Current current;

		Spi(Current current) {
			this.current = current;
		}

		/* Half a certificate may have been written: what worked is kept then. */
		void update(String name, SslBundle bundle) {
			try {
				this.current = new Current(bundle.createSslContext(), bundle.getOptions());
				logger.info("The SSL bundle '" + name + "' was reloaded: new connections to Discord use it");
			}
			catch (RuntimeException ex) {
				logger.error("The SSL bundle '" + name + "' was reloaded and cannot be used: " + Failures.describe(ex)
						+ "; connections to Discord use the one before");
			}
		}

		@Override
		protected SSLEngine engineCreateSSLEngine() {
			Current now = this.current;
			return restrict(now.context().createSSLEngine(), now.options());
		}

		@Override
		protected SSLEngine engineCreateSSLEngine(String host, int port) {
			Current now = this.current;
			return restrict(now.context().createSSLEngine(host, port), now.options());
		}

		private static SSLEngine restrict(SSLEngine engine, SslOptions options) {
			if (options.getEnabledProtocols() != null) {
				engine.setEnabledProtocols(options.getEnabledProtocols());
			}
			if (options.getCiphers() != null) {
				engine.setEnabledCipherSuites(options.getCiphers());
			}
			return engine;
		}

		@Override
		protected SSLParameters engineGetDefaultSSLParameters() {
			Current now = this.current;
			SSLParameters parameters = now.context().getDefaultSSLParameters();
			if (now.options().getEnabledProtocols() != null) {
				parameters.setProtocols(now.options().getEnabledProtocols());
			}
			if (now.options().getCiphers() != null) {
				parameters.setCipherSuites(now.options().getCiphers());
			}
			return parameters;
		}

		@Override
		protected SSLParameters engineGetSupportedSSLParameters() {
			return this.current.context().getSupportedSSLParameters();
		}

		@Override
		protected SSLSessionContext engineGetClientSessionContext() {
			return this.current.context().getClientSessionContext();
		}

		@Override
		protected SSLSessionContext engineGetServerSessionContext() {
			return this.current.context().getServerSessionContext();
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
