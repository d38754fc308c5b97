package client;

/** One row of a voucher: flat, head fields repeated; names as published, misspellings included (eas-and-imaging 4.3). */
public class WSWSVoucher extends WSBean {
  public String companyNumber, bookedDate, bizDate, voucherType, voucherNumber, tempNumber, bizNumber, description, creator, poster;
  public String auditor, voucherAbstract, accountNumber, currencyNumber, measurement, settlementType, settlementNumber, invoiceNumber;
  public String icketNumber, customerNumber, assistBizDate, assistEndDate, primaryItem, supplyItem, type, asstActType1, asstActType2;
  public String asstActType3, asstActType4, asstActType5, asstActType6, asstActType7, asstActType8, asstActNumber1, asstActNumber2;
  public String asstActNumber3, asstActNumber4, asstActNumber5, asstActNumber6, asstActNumber7, asstActNumber8, asstActName1, asstActName2;
  public String asstActName3, asstActName4, asstActName5, asstActName6, asstActName7, asstActName8, cashAsstActType1, cashAsstActType2;
  public String cashAsstActType3, cashAsstActType4, cashAsstActType5, cashAsstActType6, cashAsstActType7, cashAsstActType8;
  public String cashAsstActNumber1, cashAsstActNumber2, cashAsstActNumber3, cashAsstActNumber4, cashAsstActNumber5, cashAsstActNumber6;
  public String cashAsstActNumber7, cashAsstActNumber8, cashAsstActName1, cashAsstActName2, cashAsstActName3, cashAsstActName4;
  public String cashAsstActName5, cashAsstActName6, cashAsstActName7, cashAsstActName8;
  public int periodYear, periodNumber, entrySeq, entryDC, asstSeq, attaches, cussent, itemFlag, oppAccountSeq;
  public double originalAmount, debitAmount, creditAmount, localRate, price, qty, primaryCoef, supplyCoef, cashflowAmountOriginal;
  public double cashflowAmountLocal, cashflowAmountRpt;
  public boolean isCheck;
}
