// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Financing} from "../../contracts/assets/Financing.sol";
import {IFinancing} from "../../contracts/assets/IFinancing.sol";
import {AssetsTest} from "./AssetsTest.sol";

/// @notice The base of the tests of financing: `SUPPLIER` holds a receivable over 10,000.00 EUR that `BUYER` owes, and lets
/// the contract move its units; `JADE` and `AURUM` have money to lend and let the contract move it.
abstract contract FinancingTest is AssetsTest {
    uint96 internal constant PRICE = 9_800_00;
    uint96 internal constant PRINCIPAL = 8_000_00;
    uint96 internal constant FEE = 50_00;
    uint32 internal constant LOAN_GRACE = 10 days;
    /// @dev 8,000.00 for 60 days at 3.60 % of a year of 360 days.
    uint96 internal constant INTEREST = 48_00;
    /// @dev The same for 10 days at 7.20 %.
    uint96 internal constant OVERDUE_INTEREST = 16_00;

    string internal constant DISCOUNT_TYPE =
        "DiscountOffer(address bank,address seller,bytes32 room,uint256 claimId,uint96 units,uint96 priceMinor,address token,uint96 minUnpaidMinor,uint40 buyBackUntil,uint96 buyBackPriceMinor,uint256 nonce,uint40 expiresAt)";
    string internal constant LOAN_TYPE =
        "LoanOffer(address bank,address borrower,bytes32 room,uint256 claimId,uint96 units,uint96 principalMinor,address token,uint96 minUnpaidMinor,uint96 valueMinor,uint16 advanceBps,uint96 feeMinor,uint16 rateBps,uint16 overdueRateBps,uint40 dueAt,uint32 graceSeconds,uint256 nonce,uint40 expiresAt)";

    Financing internal financing;
    uint256 internal id;

    function foundFinancing() internal {
        foundAssets();
        financing = Financing(deployed("Financing", abi.encode(registry, directory)));
        enter("financing", address(financing));
        admitCustodian(eur, address(financing));
        id = issued("INV1");
        _mayFinance(AURUM);
        _mayFinance(JADE);
        _mayFinance(SUPPLIER);
        _mayFinance(SECOND_SUPPLIER);
        fund(eur, account(AURUM), FUNDS);
        fund(eur, account(JADE), FUNDS);
    }

    /// @dev Of JADE to SUPPLIER for the whole receivable, without buy-back.
    function discountOffer() internal view returns (IFinancing.DiscountOffer memory) {
        return
            IFinancing.DiscountOffer({
                bank: account(JADE),
                seller: account(SUPPLIER),
                room: "receivables",
                claimId: id,
                units: AMOUNT,
                priceMinor: PRICE,
                token: eur,
                minUnpaidMinor: AMOUNT,
                buyBackUntil: 0,
                buyBackPriceMinor: 0,
                nonce: 7,
                expiresAt: timeNow() + 1 days
            });
    }

    /// @dev As `discountOffer`, with a right to buy back for 30 days.
    function buyBackOffer() internal view returns (IFinancing.DiscountOffer memory offer) {
        offer = discountOffer();
        (offer.buyBackUntil, offer.buyBackPriceMinor) = (timeNow() + 30 days, 9_900_00);
    }

    /// @dev Of JADE to SUPPLIER against the whole receivable, due with it.
    function loanOffer() internal view returns (IFinancing.LoanOffer memory) {
        return
            IFinancing.LoanOffer({
                bank: account(JADE),
                borrower: account(SUPPLIER),
                room: "receivables",
                claimId: id,
                units: AMOUNT,
                principalMinor: PRINCIPAL,
                token: eur,
                minUnpaidMinor: 0,
                valueMinor: 0,
                advanceBps: 8_000,
                feeMinor: FEE,
                rateBps: 360,
                overdueRateBps: 720,
                dueAt: DUE_AT,
                graceSeconds: LOAN_GRACE,
                nonce: 8,
                expiresAt: timeNow() + 1 days
            });
    }

    function accepted(IFinancing.DiscountOffer memory offer) internal returns (bytes32) {
        bytes memory signature = signed(offer);
        vm.prank(offer.seller);
        return financing.acceptDiscount(offer, signature);
    }

    function accepted(IFinancing.LoanOffer memory offer) internal returns (bytes32) {
        bytes memory signature = signed(offer);
        vm.prank(offer.borrower);
        return financing.acceptLoan(offer, signature);
    }

    function repaid(uint256 payer, bytes32 loanId, uint256 mostMinor) internal returns (uint256) {
        vm.prank(account(payer));
        return financing.repay(loanId, mostMinor);
    }

    function settle(bytes32 loanId) internal returns (uint256) {
        return repaid(SUPPLIER, loanId, type(uint256).max);
    }

    function enforce(uint256 bank, bytes32 loanId) internal {
        vm.prank(account(bank));
        financing.enforce(loanId, account(bank));
    }

    function assertLoan(bytes32 loanId, IFinancing.LoanStatus status, uint256 units) internal view {
        IFinancing.Loan memory loan = financing.loanOf(loanId);
        assertEq(uint256(loan.status), uint256(status), "status");
        assertEq(loan.pledgedUnits, units, "pledged units");
    }

    function assertOwed(
        bytes32 loanId,
        uint256 fee,
        uint256 overdueInterest,
        uint256 interest,
        uint256 principal
    ) internal view {
        IFinancing.Loan memory loan = financing.loanOf(loanId);
        assertEq(loan.feeMinor, fee, "fee");
        assertEq(loan.overdueInterestMinor, overdueInterest, "overdue interest");
        assertEq(loan.interestMinor, interest, "interest");
        assertEq(loan.principalMinor, principal, "principal");
    }

    function assertExposure(uint256 bank, uint256 debtor, uint256 principal) internal view {
        (uint256 onDebtor, ) = financing.exposureTo(org(bank), org(debtor), eur);
        assertEq(onDebtor, principal, "exposure to the debtor");
        assertEq(financing.exposureOf(org(bank), eur), principal, "exposure");
    }

    function expectNotFree(uint256 free, uint256 needed, address holder) internal {
        expectError(
            abi.encodeWithSignature(
                "Claims_NotFree(uint256,address,uint256,uint256)",
                id,
                holder,
                free,
                needed
            )
        );
    }

    /* What a bank signs, put together anew from the words of the interface. */

    function signed(IFinancing.DiscountOffer memory offer) internal view returns (bytes memory) {
        return signatureOf(_keyOfBank(offer.bank), idOf(offer));
    }

    function signed(IFinancing.LoanOffer memory offer) internal view returns (bytes memory) {
        return signatureOf(_keyOfBank(offer.bank), idOf(offer));
    }

    function idOf(IFinancing.DiscountOffer memory offer) internal view returns (bytes32) {
        return _digest(keccak256(abi.encode(keccak256(bytes(DISCOUNT_TYPE)), offer)));
    }

    function idOf(IFinancing.LoanOffer memory offer) internal view returns (bytes32) {
        return _digest(keccak256(abi.encode(keccak256(bytes(LOAN_TYPE)), offer)));
    }

    function _digest(bytes32 structHash) private view returns (bytes32) {
        return typedDataDigest("Guildhall Financing", address(financing), structHash);
    }

    function _keyOfBank(address bank) private pure returns (uint256) {
        return
            keyOf(
                "operator",
                bank == account(AURUM)
                    ? AURUM
                    : bank == account(JADE)
                        ? JADE
                        : SECOND_SUPPLIER
            );
    }

    function _mayFinance(uint256 member) private {
        allow(eur, account(member), address(financing));
        vm.prank(account(member));
        receivables.setOperator(address(financing), true);
    }
}
