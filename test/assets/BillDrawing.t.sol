// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../../contracts/common/OrgId.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {IBills} from "../../contracts/assets/IBills.sol";
import {IClaimRegistry} from "../../contracts/assets/IClaimRegistry.sol";
import {ISettlementToken} from "../../contracts/payments/ISettlementToken.sol";
import {BillsTest} from "./BillsTest.sol";

/// @notice Drawing bills, and what their drawees say to them.
contract BillDrawingTest is BillsTest {
    function setUp() public {
        foundBills();
    }

    /* draw */

    function test_drawsABillWhoseFirstLotIsThePayees() public {
        IClaimRegistry.Document memory document = invoice("INV1");
        vm.expectEmit(address(bills));
        emit IBills.BillDrawn(
            1,
            org(SUPPLIER),
            org(BUYER),
            org(SUPPLIER),
            terms(),
            claimRegistry.keyOf(document)
        );
        uint256 billId = draw("INV1");
        assertEq(billId, 1, "number");
        assertEq(bills.billCount(), 1, "count");
        IBills.Bill memory bill = bills.billOf(billId);
        assertEq(OrgId.unwrap(bill.drawer), SUPPLIER, "drawer");
        assertEq(OrgId.unwrap(bill.drawee), BUYER, "drawee");
        assertEq(bill.faceMinor, AMOUNT, "face");
        assertEq(bill.outstandingMinor, AMOUNT, "outstanding");
        assertEq(bill.maturesAt, MATURITY, "maturity");
        assertEq(bill.presentUntil, DEADLINE, "deadline");
        assertEq(address(bill.token), address(eur), "money");
        assertTrue(bill.answer == IBills.Answer.None, "answer");
        assertEq(bill.domicile, address(0), "domicile");
        assertEq(bill.lotCount, 1, "lots");
        assertHolder(lotId(billId, 1), SUPPLIER, AMOUNT);
        assertEq(bills.lotOf(lotId(billId, 1)).parentId, 0, "parent");
        assertEq(bills.endorsementsOf(lotId(billId, 1)).length, 0, "endorsements");
        assertEq(address(bills.directory()), address(directory), "directory");
    }

    function test_drawsInFavourOfAThirdPartyUnderANumberOfTheBill() public {
        IBills.BillTerms memory wanted = terms();
        wanted.payee = account(SECOND_SUPPLIER);
        IClaimRegistry.Document memory document = invoice("B7");
        document.kind = IClaimRegistry.DocumentKind.Bill;
        vm.prank(account(SUPPLIER));
        uint256 billId = bills.draw(wanted, document);
        assertHolder(lotId(billId, 1), SECOND_SUPPLIER, AMOUNT);
    }

    function test_revertsWhenTheInvoiceIsAClaimAlready() public {
        draw("INV1");
        expectError(
            abi.encodeWithSelector(
                IClaimRegistry.ClaimRegistry_AlreadyClaimed.selector,
                claimRegistry.keyOf(invoice("INV1")),
                address(bills),
                OPENING
            )
        );
        draw("INV1");
    }

    function test_revertsWhenAnotherRoomMadeTheInvoiceAClaim() public {
        list("receivables", address(this));
        claimRegistry.record("receivables", invoice("INV1"), 1);
        expectError(
            abi.encodeWithSelector(
                IClaimRegistry.ClaimRegistry_AlreadyClaimed.selector,
                claimRegistry.keyOf(invoice("INV1")),
                address(this),
                OPENING
            )
        );
        draw("INV1");
    }

    function test_revertsWhenTheDocumentIsOfOthersOrOfAnotherKind() public {
        IClaimRegistry.Document memory document = invoice("INV1");
        document.kind = IClaimRegistry.DocumentKind.Goods;
        _expectWrongDocument(document);
        document = invoice("INV1");
        document.issuer = org(SECOND_SUPPLIER);
        _expectWrongDocument(document);
        document = invoice("INV1");
        document.counterparty = org(SECOND_SUPPLIER);
        _expectWrongDocument(document);
    }

    function test_revertsWhenDrawnOnItself() public {
        IBills.BillTerms memory wanted = terms();
        wanted.drawee = org(SUPPLIER);
        expectError(abi.encodeWithSelector(IBills.Bills_DrawnOnItself.selector, org(SUPPLIER)));
        _draw(wanted);
    }

    function test_revertsWhenThePayeeIsTheDrawee() public {
        IBills.BillTerms memory wanted = terms();
        wanted.payee = deputy(BUYER);
        expectError(abi.encodeWithSelector(IBills.Bills_PayeeIsDrawee.selector, org(BUYER)));
        _draw(wanted);
    }

    function test_revertsWhenTheDraweeIsNotInStanding() public {
        suspend(BUYER);
        expectError(abi.encodeWithSelector(IBills.Bills_DraweeNotInStanding.selector, org(BUYER)));
        _draw(terms());
    }

    function test_revertsWhenThePayeeIsAStranger() public {
        IBills.BillTerms memory wanted = terms();
        wanted.payee = stranger();
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        _draw(wanted);
    }

    function test_revertsWithoutAnAmount() public {
        IBills.BillTerms memory wanted = terms();
        wanted.amountMinor = 0;
        expectError(abi.encodeWithSelector(IBills.Bills_BadAmount.selector, 0, 0));
        _draw(wanted);
    }

    function test_revertsWhenTheMoneyIsNotListed() public {
        IBills.BillTerms memory wanted = terms();
        wanted.token = kwd;
        expectError(abi.encodeWithSelector(IBills.Bills_UnlistedToken.selector, address(kwd)));
        _draw(wanted);
        wanted.token = ISettlementToken(stranger());
        expectError(abi.encodeWithSelector(IBills.Bills_UnlistedToken.selector, stranger()));
        _draw(wanted);
        wanted.token = kwd;
        list("token:KWD:2", address(eur));
        expectError(abi.encodeWithSelector(IBills.Bills_UnlistedToken.selector, address(kwd)));
        _draw(wanted);
    }

    function test_revertsWhenItMaturesNowOrCannotBePresentedForADay() public {
        _expectBadTimes(OPENING, OPENING + 3 days);
        _expectBadTimes(MATURITY, MATURITY + 23 hours - 2);
        _expectBadTimes(MATURITY, MATURITY + 30 days + 1);
        IBills.BillTerms memory wanted = terms();
        (wanted.maturesAt, wanted.presentUntil) = (OPENING + 1, OPENING + 23 hours);
        assertEq(_draw(wanted), 1, "on the shortest day");
    }

    /* accept and refuse */

    function test_theDraweeAccepts() public {
        uint256 billId = draw("INV1");
        vm.expectEmit(address(bills));
        emit IBills.BillAccepted(billId, org(BUYER), account(BUYER));
        accept(billId);
        assertTrue(bills.billOf(billId).answer == IBills.Answer.Accepted, "answer");
        assertEq(bills.billOf(billId).domicile, account(BUYER), "domicile");
    }

    function test_anyoneDeliversASignedAcceptance() public {
        uint256 billId = draw("INV1");
        bytes memory signature = _acceptance(billId, BUYER, OPENING + 60);
        vm.warp(OPENING + 60);
        vm.prank(stranger());
        bills.acceptBySignature(billId, account(BUYER), OPENING + 60, signature);
        assertEq(bills.billOf(billId).domicile, account(BUYER), "domicile");
    }

    function test_revertsWhenASignedAcceptanceHasExpired() public {
        uint256 billId = draw("INV1");
        bytes memory signature = _acceptance(billId, BUYER, OPENING + 60);
        vm.warp(OPENING + 61);
        expectError(abi.encodeWithSelector(IBills.Bills_SignatureExpired.selector, OPENING + 60));
        bills.acceptBySignature(billId, account(BUYER), OPENING + 60, signature);
    }

    function test_revertsWhenAnAcceptanceIsSignedForOtherTerms() public {
        uint256 billId = draw("INV1");
        uint256 other = draw("INV2");
        bytes memory signature = _acceptance(billId, BUYER, OPENING + 60);
        _expectBadSignature();
        bills.acceptBySignature(other, account(BUYER), OPENING + 60, signature);
        _expectBadSignature();
        bills.acceptBySignature(billId, account(BUYER), OPENING + 61, signature);
        _expectBadSignature();
        bills.acceptBySignature(billId, account(BUYER), OPENING + 60, malleated(signature));
    }

    function test_revertsWhenTheSignerMayNotActOrIsNotTheDrawee() public {
        uint256 billId = draw("INV1");
        bytes memory signature = _acceptance(billId, SECOND_SUPPLIER, OPENING + 60);
        _expectNotDrawee(billId, SECOND_SUPPLIER);
        bills.acceptBySignature(billId, account(SECOND_SUPPLIER), OPENING + 60, signature);
        signature = _acceptance(billId, BUYER, OPENING + 60);
        freezeInRegister(account(BUYER), BUYER);
        expectError(abi.encodeWithSelector(IMembership.Membership_AccountFrozen.selector, account(BUYER)));
        bills.acceptBySignature(billId, account(BUYER), OPENING + 60, signature);
    }

    function test_theDraweeRefuses() public {
        uint256 billId = draw("INV1");
        vm.expectEmit(address(bills));
        emit IBills.AcceptanceRefused(billId, org(BUYER), account(BUYER), REASON);
        vm.prank(account(BUYER));
        bills.refuse(billId, REASON);
        assertTrue(bills.billOf(billId).answer == IBills.Answer.Refused, "answer");
    }

    function test_revertsWhenAnotherThanTheDraweeAnswers() public {
        uint256 billId = draw("INV1");
        _expectNotDrawee(billId, SUPPLIER);
        vm.prank(account(SUPPLIER));
        bills.accept(billId);
        _expectNotDrawee(billId, SUPPLIER);
        vm.prank(account(SUPPLIER));
        bills.refuse(billId, REASON);
    }

    function test_revertsWhenTheDraweeAnswersTwice() public {
        uint256 billId = drawAndAccept();
        expectError(abi.encodeWithSelector(IBills.Bills_Answered.selector, billId, IBills.Answer.Accepted));
        vm.prank(account(BUYER));
        bills.refuse(billId, REASON);
        uint256 other = draw("INV2");
        vm.prank(account(BUYER));
        bills.refuse(other, REASON);
        expectError(abi.encodeWithSelector(IBills.Bills_Answered.selector, other, IBills.Answer.Refused));
        accept(other);
    }

    /// @dev Case A07: acceptance could be asked for after maturity.
    function test_revertsWhenAcceptedFromTheDayOfMaturityOn() public {
        uint256 billId = draw("INV1");
        bytes memory signature = _acceptance(billId, BUYER, MATURITY + 7 days);
        uint40[2] memory times = [MATURITY, MATURITY + 1 days];
        for (uint256 i = 0; i < times.length; ++i) {
            vm.warp(times[i]);
            bytes memory tooLate = abi.encodeWithSelector(
                IBills.Bills_TooLateToAccept.selector,
                billId,
                MATURITY
            );
            expectError(tooLate);
            accept(billId);
            expectError(tooLate);
            bills.acceptBySignature(billId, account(BUYER), MATURITY + 7 days, signature);
        }
        vm.warp(MATURITY - 1);
        accept(billId);
    }

    function test_revertsWhenThereIsNoSuchBillOrLot() public {
        expectError(abi.encodeWithSelector(IBills.Bills_Unknown.selector, 9));
        accept(9);
        expectError(abi.encodeWithSelector(IBills.Bills_Unknown.selector, 9));
        bills.billOf(9);
        expectError(abi.encodeWithSelector(IBills.Bills_Unknown.selector, 9));
        bills.lotOf(9);
    }

    /* Within */

    function _draw(IBills.BillTerms memory wanted) private returns (uint256) {
        vm.prank(account(SUPPLIER));
        return bills.draw(wanted, invoice("INV1"));
    }

    function _expectWrongDocument(IClaimRegistry.Document memory document) private {
        expectError(
            abi.encodeWithSelector(
                IBills.Bills_WrongDocument.selector,
                document.kind,
                document.issuer,
                document.counterparty
            )
        );
        vm.prank(account(SUPPLIER));
        bills.draw(terms(), document);
    }

    function _expectBadTimes(uint40 maturesAt, uint40 presentUntil) private {
        IBills.BillTerms memory wanted = terms();
        (wanted.maturesAt, wanted.presentUntil) = (maturesAt, presentUntil);
        expectError(abi.encodeWithSelector(IBills.Bills_BadTimes.selector, maturesAt, presentUntil));
        _draw(wanted);
    }

    function _expectNotDrawee(uint256 billId, uint256 caller) private {
        expectError(abi.encodeWithSelector(IBills.Bills_NotDrawee.selector, billId, org(caller), org(BUYER)));
    }

    function _expectBadSignature() private {
        expectError(abi.encodeWithSelector(IBills.Bills_BadSignature.selector, account(BUYER)));
    }

    function _acceptance(
        uint256 billId,
        uint256 signer,
        uint40 validUntil
    ) private view returns (bytes memory) {
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256(
                    "Acceptance(uint256 billId,uint32 drawer,uint96 amountMinor,address token,uint40 maturesAt,uint40 presentUntil,address domicile,uint40 validUntil)"
                ),
                billId,
                org(SUPPLIER),
                AMOUNT,
                eur,
                MATURITY,
                DEADLINE,
                account(signer),
                validUntil
            )
        );
        bytes32 digest = typedDataDigest("Guildhall Bills", address(bills), structHash);
        return signatureOf(keyOf("operator", signer), digest);
    }
}
