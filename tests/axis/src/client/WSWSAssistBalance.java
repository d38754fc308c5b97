package client;

/** A balance by assist items (eas-and-imaging 4.3). */
public class WSWSAssistBalance extends WSBean {
  public String orgUnitNumber, accountNumber, currencyNumber, asstActType1, asstActType2, asstActType3, asstActType4, asstActType5;
  public String asstActType6, asstActType7, asstActType8, asstActNumber1, asstActNumber2, asstActNumber3, asstActNumber4, asstActNumber5;
  public String asstActNumber6, asstActNumber7, asstActNumber8, asstActName1, asstActName2, asstActName3, asstActName4, asstActName5;
  public String asstActName6, asstActName7, asstActName8;
  public int periodYear, periodNumber, balType;
  public double beginBalanceFor, beginBalanceLocal, beginBalanceRpt, endBalanceFor, endBalanceLocal, endBalanceRpt, debitFor, debitLocal;
  public double debitRpt, creditFor, creditLocal, creditRpt, yearDebitFor, yearDebitLocal, yearDebitRpt, yearCreditFor, yearCreditLocal;
  public double yearCreditRpt, monthPnLFor, monthPnLLocal, monthPnLRpt, yearPnLFor, yearPnLLocal, yearPnLRpt, beginQty, endQty, debitQty;
  public double creditQty, yearDebitQty, yearCreditQty;
}
