package client.wsvoucher;

/** The row of the WSWSVoucher service: one field more than that of the GL facade. */
public class WSWSVoucher extends client.WSWSVoucher {
  public String assistAbstract;
}
