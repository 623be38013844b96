package io.discordgateway.spring.engine;

import java.io.IOException;

/** How an engine may be lost, and come back. */
public enum Loss {

	/** It is killed, and started again on its data. */
	KILLED {

		@Override
		public void begin(Engine engine) {
			engine.kill();
		}

		@Override
		public void end(Engine engine) throws IOException {
			engine.restart();
		}

	},

	/** It is there, and does nothing. */
	FROZEN {

		@Override
		public void begin(Engine engine) {
			engine.freeze();
		}

		@Override
		public void end(Engine engine) {
			engine.thaw();
		}

	},

	/** The way to it is refused. */
	REFUSED {

		@Override
		public void begin(Engine engine) {
			engine.network().refuse();
		}

		@Override
		public void end(Engine engine) {
			engine.network().mend();
		}

	},

	/** Nothing comes through, and nobody says so. */
	SILENT {

		@Override
		public void begin(Engine engine) {
			engine.network().silence();
		}

		@Override
		public void end(Engine engine) {
			engine.network().mend();
		}

	};

	/** Loses the engine. */
	public abstract void begin(Engine engine);

	/** Has it back. */
	public abstract void end(Engine engine) throws IOException;

}
