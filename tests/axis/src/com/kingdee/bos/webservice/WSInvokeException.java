package com.kingdee.bos.webservice;

/** The exception every business operation declares; its class name is the beginning of each fault string (eas-and-imaging 5.3). */
public class WSInvokeException extends Exception {
  private static final long serialVersionUID = 1L;

  public WSInvokeException(String message) {
    super(message);
  }

  /** The message becomes class name and message of the cause, as in fixture F12. */
  public WSInvokeException(Throwable cause) {
    super(cause);
  }
}
