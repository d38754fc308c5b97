package eastest;

import java.io.File;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.apache.axis.configuration.FileProvider;
import org.apache.axis.server.AxisServer;
import org.apache.axis.session.Session;
import org.apache.axis.transport.http.SimpleAxisServer;

/** Starts Axis with the WSDD file named on the command line, prints its port and ends when standard input closes. */
public final class Main {
  private static final int BACKLOG = 1024;

  private Main() {}

  public static void main(String[] arguments) throws Exception {
    System.out.println("ready " + start(new File(arguments[0])));
    while (System.in.read() >= 0) continue;
    Runtime.getRuntime().halt(0);
  }

  private static int start(File wsdd) throws Exception {
    ServerSocket socket = new ServerSocket(0, BACKLOG, InetAddress.getByName("127.0.0.1"));
    Server server = new Server(new AxisServer(new FileProvider(wsdd.getParent(), wsdd.getName())));
    server.setServerSocket(socket);
    server.start(true);
    return socket.getLocalPort();
  }

  /** SimpleAxisServer makes its engine from a file in its working folder; here it is given. */
  private static final class Server extends SimpleAxisServer {
    private final AxisServer engine;

    Server(AxisServer engine) {
      this.engine = engine;
    }

    @Override
    public AxisServer getAxisServer() {
      return engine;
    }

    /** Cookies only in cluster mode, as on the ports of a real EAS. */
    @Override
    protected boolean isSessionUsed() {
      return Installation.of(engine).is("cluster", false);
    }

    @Override
    protected synchronized Session createSession(String cookie) {
      return super.createSession(cookie);
    }
  }
}
