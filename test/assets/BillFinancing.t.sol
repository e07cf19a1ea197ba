// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {OrgId} from "../../contracts/common/OrgId.sol";
import {Capabilities} from "../../contracts/common/Capabilities.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {IBills} from "../../contracts/assets/IBills.sol";
import {BillsTest} from "./BillsTest.sol";

/// @notice Discounts and pledges, and that no lot is financed twice.
contract BillFinancingTest is BillsTest {
    uint96 private constant PRICE = 118_000_00;
    uint40 private constant FROM = OPENING + 10 days;
    uint40 private constant UNTIL = OPENING + 20 days;

    uint256 private bill;
    uint256 private first;

    function setUp() public {
        foundBills();
        bill = drawAndAccept();
        first = lotId(bill, 1);
    }

    /* Discounts */

    function test_aBankBuysAWholeLotAgainstMoney() public {
        IBills.DiscountOffer memory offer = _offer();
        bytes memory signature = _sign(offer);
        vm.warp(offer.validUntil);
        vm.expectEmit(address(bills));
        emit IBills.LotEndorsed(first, org(SUPPLIER), org(JADE), account(JADE), true);
        vm.expectEmit(address(bills));
        emit IBills.LotDiscounted(first, AMOUNT, PRICE, 7);
        assertEq(_take(SUPPLIER, offer, signature), first, "the same lot");
        assertHolder(first, JADE, AMOUNT);
        assertEndorsements(first, chain(SUPPLIER));
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS + PRICE, "seller");
        assertEq(eur.balanceOf(account(JADE)), FUNDS - PRICE, "bank");
        assertTrue(bills.isNonceUsed(account(JADE), 7), "nonce");
    }

    function test_aBankBuysAPartWithoutRecourse() public {
        IBills.DiscountOffer memory offer = _offer();
        (offer.amountMinor, offer.priceMinor, offer.withRecourse) = (50_000_00, 49_000_00, false);
        uint256 part = _take(SUPPLIER, offer, _sign(offer));
        assertHolder(part, JADE, 50_000_00);
        assertHolder(first, SUPPLIER, AMOUNT - 50_000_00);
        assertEndorsements(part, chain(SUPPLIER + 100));
    }

    function test_revertsWhenTheBankCannotPay() public {
        IBills.DiscountOffer memory offer = _offer();
        offer.priceMinor = uint96(FUNDS) + 1;
        bytes memory signature = _sign(offer);
        expectError(
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientBalance.selector,
                account(JADE),
                FUNDS,
                FUNDS + 1
            )
        );
        _take(SUPPLIER, offer, signature);
        assertHolder(first, SUPPLIER, AMOUNT);
        assertFalse(bills.isNonceUsed(account(JADE), 7), "nonce");
    }

    function test_revertsWhenTheOfferIsTakenTwiceOrCancelled() public {
        IBills.DiscountOffer memory offer = _offer();
        offer.amountMinor = 10;
        bytes memory signature = _sign(offer);
        _take(SUPPLIER, offer, signature);
        expectError(abi.encodeWithSelector(IBills.Bills_NonceUsed.selector, account(JADE), 7));
        _take(SUPPLIER, offer, signature);
        vm.expectEmit(address(bills));
        emit IBills.OfferCanceled(account(JADE), 8);
        vm.prank(account(JADE));
        bills.cancelOffer(8);
        offer.nonce = 8;
        signature = _sign(offer);
        expectError(abi.encodeWithSelector(IBills.Bills_NonceUsed.selector, account(JADE), 8));
        _take(SUPPLIER, offer, signature);
    }

    function test_revertsWhenTheOfferHasExpired() public {
        IBills.DiscountOffer memory offer = _offer();
        bytes memory signature = _sign(offer);
        vm.warp(offer.validUntil + 1);
        expectError(abi.encodeWithSelector(IBills.Bills_SignatureExpired.selector, offer.validUntil));
        _take(SUPPLIER, offer, signature);
    }

    function test_revertsWhenTheOfferWasMadeToAnotherSeller() public {
        IBills.DiscountOffer memory offer = _offer();
        bytes memory signature = _sign(offer);
        endorse(SUPPLIER, first, SECOND_SUPPLIER);
        expectError(
            abi.encodeWithSelector(
                IBills.Bills_OtherSeller.selector,
                first,
                org(SECOND_SUPPLIER),
                org(SUPPLIER)
            )
        );
        _take(SECOND_SUPPLIER, offer, signature);
        expectError(
            abi.encodeWithSelector(
                IBills.Bills_NotHolder.selector,
                first,
                org(SUPPLIER),
                org(SECOND_SUPPLIER)
            )
        );
        _take(SUPPLIER, offer, signature);
    }

    function test_revertsWhenAnyTermOfTheOfferIsAnother() public {
        bytes memory signature = _sign(_offer());
        IBills.DiscountOffer memory offer = _offer();
        offer.amountMinor -= 1;
        _expectBadSignature(offer, signature);
        offer = _offer();
        offer.priceMinor -= 1;
        _expectBadSignature(offer, signature);
        offer = _offer();
        offer.withRecourse = false;
        _expectBadSignature(offer, signature);
        offer = _offer();
        offer.nonce += 1;
        _expectBadSignature(offer, signature);
        offer = _offer();
        offer.validUntil += 1;
        _expectBadSignature(offer, signature);
        _expectBadSignature(_offer(), malleated(signature));
        vm.prank(account(SUPPLIER));
        uint256 other = bills.split(first, 1);
        offer = _offer();
        offer.lotId = other;
        _expectBadSignature(offer, signature);
    }

    function test_revertsWhenTheBuyerIsNoBank() public {
        IBills.DiscountOffer memory offer = _offer();
        offer.buyer = account(SECOND_SUPPLIER);
        expectError(
            abi.encodeWithSelector(
                IMembership.Membership_MissingCapability.selector,
                account(SECOND_SUPPLIER),
                org(SECOND_SUPPLIER),
                Capabilities.BANK
            )
        );
        _take(SUPPLIER, offer, "");
    }

    function test_revertsWithoutAPriceOrBeyondTheLot() public {
        IBills.DiscountOffer memory offer = _offer();
        offer.priceMinor = 0;
        bytes memory signature = _sign(offer);
        expectError(abi.encodeWithSelector(IBills.Bills_BadAmount.selector, 0, AMOUNT));
        _take(SUPPLIER, offer, signature);
        offer = _offer();
        offer.amountMinor = AMOUNT + 1;
        signature = _sign(offer);
        expectError(abi.encodeWithSelector(IBills.Bills_BadAmount.selector, AMOUNT + 1, AMOUNT));
        _take(SUPPLIER, offer, signature);
    }

    /// @dev Case A07: discount after dishonour, by time or by refusal.
    function test_revertsWhenTheBillWasDishonoured() public {
        IBills.DiscountOffer memory offer = _offer();
        offer.validUntil = DEADLINE + 1 days;
        bytes memory signature = _sign(offer);
        bytes memory dishonoured = abi.encodeWithSelector(IBills.Bills_Dishonoured.selector, bill);
        vm.warp(DEADLINE + 1);
        expectError(dishonoured);
        _take(SUPPLIER, offer, signature);
        expectError(dishonoured);
        _pledge(SUPPLIER, first, JADE);
        vm.warp(DEADLINE);
        _take(SUPPLIER, offer, signature);
    }

    function test_revertsWhenTheDraweeRefused() public {
        uint256 refused = draw("INV2");
        vm.prank(account(BUYER));
        bills.refuse(refused, REASON);
        IBills.DiscountOffer memory offer = _offer();
        offer.lotId = lotId(refused, 1);
        bytes memory signature = _sign(offer);
        expectError(abi.encodeWithSelector(IBills.Bills_Dishonoured.selector, refused));
        _take(SUPPLIER, offer, signature);
    }

    function test_revertsWhenAfterProtest() public {
        dishonour(first);
        protest(SUPPLIER, first);
        IBills.DiscountOffer memory offer = _offer();
        expectError(abi.encodeWithSelector(IBills.Bills_Protested.selector, first));
        _take(SUPPLIER, offer, _sign(offer));
    }

    /* Pledges */

    function test_pledgesALotWhichThenStays() public {
        vm.expectEmit(address(bills));
        emit IBills.LotPledged(first, org(SUPPLIER), org(JADE), _pledgeTerms(JADE));
        _pledge(SUPPLIER, first, JADE);
        IBills.Pledge memory pledged = bills.pledgeOf(first);
        assertEq(pledged.account, account(JADE), "account");
        assertEq(OrgId.unwrap(pledged.pledgee), JADE, "pledgee");
        assertEq(pledged.enforceableFrom, FROM, "from");
        assertEq(pledged.expiresAt, UNTIL, "until");
        assertTrue(pledged.withRecourse, "recourse");
        assertTrue(bills.lotOf(first).pledged, "pledged");
        assertHolder(first, SUPPLIER, AMOUNT);
    }

    function test_revertsWhenAPledgedLotIsPassedOnOrFinancedAgain() public {
        _pledge(SUPPLIER, first, JADE);
        bytes memory refusal = abi.encodeWithSelector(IBills.Bills_Pledged.selector, first, org(JADE));
        expectError(refusal);
        endorse(SUPPLIER, first, SECOND_SUPPLIER, AMOUNT, true);
        expectError(refusal);
        endorse(SUPPLIER, first, SECOND_SUPPLIER, 1, true);
        expectError(refusal);
        vm.prank(account(SUPPLIER));
        bills.split(first, 1);
        expectError(refusal);
        _pledge(SUPPLIER, first, AURUM);
        IBills.DiscountOffer memory offer = _offer();
        bytes memory signature = _sign(offer);
        expectError(refusal);
        _take(SUPPLIER, offer, signature);
        vm.warp(UNTIL);
        expectError(refusal);
        endorse(SUPPLIER, first, SECOND_SUPPLIER, AMOUNT, true);
    }

    function test_thePledgeeReleasesAnyoneAfterExpiry() public {
        _pledge(SUPPLIER, first, JADE);
        expectError(
            abi.encodeWithSelector(IBills.Bills_NotPledgee.selector, first, org(SUPPLIER), org(JADE))
        );
        vm.prank(account(SUPPLIER));
        bills.release(first);
        vm.expectEmit(address(bills));
        emit IBills.PledgeReleased(first, org(JADE));
        vm.prank(deputy(JADE));
        bills.release(first);
        assertEq(bills.pledgeOf(first).account, address(0), "pledge");
        _pledge(SUPPLIER, first, AURUM);
        vm.warp(UNTIL);
        vm.prank(stranger());
        bills.release(first);
        endorse(SUPPLIER, first, SECOND_SUPPLIER);
    }

    function test_thePledgeeTakesTheLot() public {
        _pledge(SUPPLIER, first, JADE);
        vm.warp(UNTIL - 1);
        vm.expectEmit(address(bills));
        emit IBills.LotEndorsed(first, org(SUPPLIER), org(JADE), account(JADE), true);
        vm.expectEmit(address(bills));
        emit IBills.PledgeEnforced(first, org(JADE));
        _enforce(JADE, first);
        assertHolder(first, JADE, AMOUNT);
        assertFalse(bills.lotOf(first).pledged, "pledged");
        assertEq(bills.pledgeOf(first).account, address(0), "pledge");
        assertEndorsements(first, chain(SUPPLIER));
    }

    function test_revertsWhenEnforcedTooEarlyTooLateOrByAnother() public {
        _pledge(SUPPLIER, first, JADE);
        uint40[2] memory times = [FROM - 1, UNTIL];
        for (uint256 i = 0; i < times.length; ++i) {
            vm.warp(times[i]);
            expectError(abi.encodeWithSelector(IBills.Bills_NotEnforceable.selector, first, FROM, UNTIL));
            _enforce(JADE, first);
        }
        vm.warp(FROM);
        expectError(abi.encodeWithSelector(IBills.Bills_NotPledgee.selector, first, org(AURUM), org(JADE)));
        _enforce(AURUM, first);
        _enforce(JADE, first);
    }

    function test_revertsWhenThereIsNoPledge() public {
        bytes memory refusal = abi.encodeWithSelector(IBills.Bills_NotPledged.selector, first);
        expectError(refusal);
        vm.prank(account(JADE));
        bills.release(first);
        expectError(refusal);
        _enforce(JADE, first);
    }

    function test_revertsWhenThePledgeHasNoTime() public {
        vm.warp(UNTIL);
        expectError(abi.encodeWithSelector(IBills.Bills_BadPledgeTimes.selector, FROM, UNTIL));
        _pledge(SUPPLIER, first, JADE);
        IBills.PledgeTerms memory wanted = _pledgeTerms(JADE);
        (wanted.enforceableFrom, wanted.expiresAt) = (UNTIL + 5, UNTIL + 5);
        expectError(abi.encodeWithSelector(IBills.Bills_BadPledgeTimes.selector, UNTIL + 5, UNTIL + 5));
        vm.prank(account(SUPPLIER));
        bills.pledge(first, wanted);
    }

    /// @dev Case A09: pledgee = owner.
    function test_revertsWhenPledgedToItself() public {
        expectError(abi.encodeWithSelector(IBills.Bills_ToOwnOrganisation.selector, first, org(SUPPLIER)));
        _pledge(SUPPLIER, first, SUPPLIER);
        assertFalse(bills.lotOf(first).pledged, "pledged");
    }

    function test_revertsWhenAPaidLotIsPledged() public {
        vm.warp(MATURITY);
        pay(BUYER, first, AMOUNT);
        IBills.PledgeTerms memory wanted = _pledgeTerms(JADE);
        wanted.expiresAt = DEADLINE;
        expectError(abi.encodeWithSelector(IBills.Bills_Paid.selector, first));
        vm.prank(account(SUPPLIER));
        bills.pledge(first, wanted);
    }

    /* While a pledge stands, the pledgee has the holder's rights */

    function test_theMoneyOfAPledgedLotGoesToThePledgee() public {
        _pledgeBeyond(SUPPLIER, first, JADE);
        vm.warp(MATURITY);
        expectError(
            abi.encodeWithSelector(IBills.Bills_NotCreditor.selector, first, org(SUPPLIER), org(JADE))
        );
        collect(SUPPLIER, first);
        pay(BUYER, first, 10);
        collect(JADE, first);
        assertEq(eur.balanceOf(account(JADE)), FUNDS + AMOUNT, "pledgee");
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS, "holder");
    }

    function test_theMoneyGoesToTheHolderOnceThePledgeHasExpired() public {
        _pledge(SUPPLIER, first, JADE);
        vm.warp(MATURITY);
        collect(SUPPLIER, first);
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS + AMOUNT, "holder");
    }

    function test_thePledgeeProtestsAndHasRecourse() public {
        endorse(SUPPLIER, first, SECOND_SUPPLIER);
        _pledgeBeyond(SECOND_SUPPLIER, first, JADE);
        dishonour(first);
        protest(JADE, first);
        expectError(abi.encodeWithSelector(IBills.Bills_Protested.selector, first));
        _enforce(JADE, first);
        callRecourse(JADE, first);
        honour(SUPPLIER, first);
        assertEq(eur.balanceOf(account(JADE)), FUNDS + AMOUNT, "pledgee");
        assertHolder(first, SUPPLIER, AMOUNT);
        assertFalse(bills.lotOf(first).pledged, "pledged");
        assertEq(bills.pledgeOf(first).account, address(0), "pledge");
    }

    /* Within */

    function _offer() private view returns (IBills.DiscountOffer memory) {
        return
            IBills.DiscountOffer({
                lotId: first,
                seller: org(SUPPLIER),
                amountMinor: AMOUNT,
                priceMinor: PRICE,
                withRecourse: true,
                buyer: account(JADE),
                nonce: 7,
                validUntil: OPENING + 1 days
            });
    }

    function _sign(IBills.DiscountOffer memory offer) private view returns (bytes memory) {
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256(
                    "DiscountOffer(uint256 lotId,uint32 seller,uint96 amountMinor,uint96 priceMinor,bool withRecourse,address buyer,uint256 nonce,uint40 validUntil)"
                ),
                offer
            )
        );
        bytes32 digest = typedDataDigest("Guildhall Bills", address(bills), structHash);
        return signatureOf(keyOf("operator", JADE), digest);
    }

    function _take(
        uint256 seller,
        IBills.DiscountOffer memory offer,
        bytes memory signature
    ) private returns (uint256) {
        vm.prank(account(seller));
        return bills.discount(offer, signature);
    }

    function _expectBadSignature(IBills.DiscountOffer memory offer, bytes memory signature) private {
        expectError(abi.encodeWithSelector(IBills.Bills_BadSignature.selector, account(JADE)));
        _take(SUPPLIER, offer, signature);
    }

    function _pledgeTerms(uint256 pledgee) private pure returns (IBills.PledgeTerms memory) {
        return IBills.PledgeTerms(account(pledgee), FROM, UNTIL, true, REASON);
    }

    function _pledge(uint256 holder, uint256 lot, uint256 pledgee) private {
        vm.prank(account(holder));
        bills.pledge(lot, _pledgeTerms(pledgee));
    }

    /// @dev A pledge that outlasts the bill.
    function _pledgeBeyond(uint256 holder, uint256 lot, uint256 pledgee) private {
        IBills.PledgeTerms memory wanted = _pledgeTerms(pledgee);
        wanted.expiresAt = DEADLINE + 100 days;
        vm.prank(account(holder));
        bills.pledge(lot, wanted);
    }

    function _enforce(uint256 pledgee, uint256 lot) private {
        vm.prank(account(pledgee));
        bills.enforce(lot);
    }
}
