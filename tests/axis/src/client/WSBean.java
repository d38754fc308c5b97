package client;

/** The empty base of the voucher and balance beans. */
public class WSBean {}
