package io.discordgateway.spring.transport;

import java.util.Map;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringSocketChannel;

/**
 * How Netty does I/O: with a native library where one is on the class path, as whoever
 * put it there wants it, or with NIO.
 *
 * @param name its name for people
 * @param handlers makes what a loop waits with
 * @param channels makes channels that go with it
 */
record NettyIo(String name, IoHandlerFactory handlers, ChannelFactory<? extends Channel> channels) {

	private static final Map<String, String> ARCHITECTURES = Map.of("amd64", "x86_64", "aarch64", "aarch_64", "riscv64",
			"riscv64");

	static NettyIo available() {
		if (hasLibrary("io_uring") && Uring.isAvailable()) {
			return Uring.io();
		}
		if (hasLibrary("epoll") && NativeEpoll.isAvailable()) {
			return NativeEpoll.io();
		}
		return new NettyIo("nio", NioIoHandler.newFactory(), NioSocketChannel::new);
	}

	/*
	 * The classes may be there without the library: asking them would let the JVM warn of
	 * native access for nothing.
	 */
	private static boolean hasLibrary(String name) {
		String architecture = ARCHITECTURES.get(System.getProperty("os.arch"));
		return architecture != null && NettyIo.class.getClassLoader()
			.getResource("META-INF/native/libnetty_transport_native_" + name + "_" + architecture + ".so") != null;
	}

	/* In classes of their own, which are loaded only where theirs are there. */

	private static final class Uring {

		static boolean isAvailable() {
			return IoUring.isAvailable();
		}

		static NettyIo io() {
			return new NettyIo("io_uring", IoUringIoHandler.newFactory(), IoUringSocketChannel::new);
		}

	}

	private static final class NativeEpoll {

		static boolean isAvailable() {
			return Epoll.isAvailable();
		}

		static NettyIo io() {
			return new NettyIo("epoll", EpollIoHandler.newFactory(), EpollSocketChannel::new);
		}

	}

}
