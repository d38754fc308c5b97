package client.wsvoucher;

import client.WSBean;

/** What became of one voucher (eas-and-imaging 4.4). */
public class WSWSRtnInfo extends WSBean {
  public String description;
  public String easNumber;
  public String exception;
  public String message;
  public String number;
  public int period;
  public String voucherType;
  public int year;
}
