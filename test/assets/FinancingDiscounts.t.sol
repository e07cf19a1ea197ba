// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {Capabilities} from "../../contracts/common/Capabilities.sol";
import {IDirectory} from "../../contracts/consortium/IDirectory.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {IFinancing} from "../../contracts/assets/IFinancing.sol";
import {ISettlementToken} from "../../contracts/payments/ISettlementToken.sol";
import {ContractSigner} from "./ContractSigner.sol";
import {FinancingTest} from "./FinancingTest.sol";

/// @notice Offers, discounts and buy-backs.
contract FinancingDiscountsTest is FinancingTest {
    function setUp() public {
        foundFinancing();
    }

    /* acceptDiscount */

    function test_unitsAndPriceChangeHandsTogether() public {
        IFinancing.DiscountOffer memory offer = discountOffer();
        bytes32 discountId = idOf(offer);
        vm.expectEmit(address(financing));
        emit IFinancing.Discounted(discountId, account(JADE), account(SUPPLIER), offer);
        assertEq(accepted(offer), discountId, "id");
        assertEq(financing.discountIdOf(offer), discountId, "digest");
        assertEq(receivables.balanceOf(account(JADE), id), AMOUNT, "units");
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS + PRICE, "seller");
        assertEq(eur.balanceOf(account(JADE)), FUNDS - PRICE, "bank");
        assertEq(eur.balanceOf(address(financing)), 0, "nothing stays");
        assertTrue(financing.isNonceUsed(account(JADE), 7), "nonce");
        assertFalse(financing.isBuyBackOpen(discountId), "no buy-back");
    }

    function test_aPartIsBoughtWithWhatIsUnpaidOnIt() public {
        payDebt(id, 5_000_00);
        IFinancing.DiscountOffer memory offer = discountOffer();
        (offer.units, offer.minUnpaidMinor) = (4_000_00, 4_000_00);
        accepted(offer);
        assertEq(receivables.unpaidOf(id, account(JADE)), 4_000_00, "unredeemed money goes along");
        receivables.redeem(id, account(SUPPLIER));
        offer.nonce = 8;
        offer.minUnpaidMinor = 2_000_01;
        bytes memory signature = signed(offer);
        expectError(
            abi.encodeWithSelector(IFinancing.Financing_UnpaidBelow.selector, id, 2_000_00, 2_000_01)
        );
        vm.prank(offer.seller);
        financing.acceptDiscount(offer, signature);
        offer.minUnpaidMinor = 2_000_00;
        accepted(offer);
    }

    function test_neitherPassesWhenTheBankCannotPay() public {
        IFinancing.DiscountOffer memory offer = discountOffer();
        offer.priceMinor = uint96(FUNDS) + 1;
        bytes memory signature = signed(offer);
        expectError(
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientBalance.selector,
                account(JADE),
                FUNDS,
                FUNDS + 1
            )
        );
        vm.prank(offer.seller);
        financing.acceptDiscount(offer, signature);
        assertEq(receivables.balanceOf(account(SUPPLIER), id), AMOUNT, "units");
        assertFalse(financing.isNonceUsed(account(JADE), 7), "nonce");
    }

    function test_neitherPassesWhenTheUnitsDoNot() public {
        vm.prank(account(SUPPLIER));
        receivables.setOperator(address(financing), false);
        IFinancing.DiscountOffer memory offer = discountOffer();
        bytes memory signature = signed(offer);
        expectError(
            abi.encodeWithSelector(
                ERC6909.ERC6909InsufficientAllowance.selector,
                address(financing),
                0,
                AMOUNT,
                id
            )
        );
        vm.prank(offer.seller);
        financing.acceptDiscount(offer, signature);
        // A spender of these very units will do.
        vm.prank(account(SUPPLIER));
        receivables.approve(address(financing), id, AMOUNT);
        accepted(offer);
    }

    function test_theSignatureIsForEveryFieldThisChainAndThisContract() public {
        IFinancing.DiscountOffer memory offer = discountOffer();
        bytes memory signature = signed(offer);
        offer.units -= 1;
        _expectBadSignature(offer, signature);
        offer = discountOffer();
        offer.priceMinor -= 1;
        _expectBadSignature(offer, signature);
        offer = discountOffer();
        offer.token = kwd;
        _expectBadSignature(offer, signature);
        offer = discountOffer();
        offer.minUnpaidMinor = 0;
        _expectBadSignature(offer, signature);
        offer = buyBackOffer();
        _expectBadSignature(offer, signature);
        offer = discountOffer();
        offer.nonce += 1;
        _expectBadSignature(offer, signature);
        offer = discountOffer();
        offer.expiresAt += 1;
        _expectBadSignature(offer, signature);
        offer = discountOffer();
        offer.bank = account(AURUM);
        _expectBadSignature(offer, signature);
        offer = discountOffer();
        _expectBadSignature(offer, malleated(signature));
        _expectBadSignature(offer, "");
        vm.chainId(4242);
        _expectBadSignature(offer, signature);
    }

    function test_aContractOfTheBankSignsThroughErc1271() public {
        address signer = address(new ContractSigner(account(JADE)));
        IFinancing.DiscountOffer memory offer = discountOffer();
        offer.bank = signer;
        _addOperator(signer);
        fund(eur, signer, FUNDS);
        allow(eur, signer, address(financing));
        bytes memory signature = signatureOf(keyOf("operator", JADE), idOf(offer));
        vm.prank(offer.seller);
        financing.acceptDiscount(offer, signature);
        assertEq(receivables.balanceOf(signer, id), AMOUNT, "units");
    }

    function test_revertsForAnyoneButTheAccountNamed() public {
        IFinancing.DiscountOffer memory offer = discountOffer();
        bytes memory signature = signed(offer);
        _expectNotNamed(account(SECOND_SUPPLIER));
        vm.prank(account(SECOND_SUPPLIER));
        financing.acceptDiscount(offer, signature);
        _expectNotNamed(admin(SUPPLIER));
        vm.prank(admin(SUPPLIER));
        financing.acceptDiscount(offer, signature);
    }

    function test_revertsFromTheSecondOfExpiryOn() public {
        IFinancing.DiscountOffer memory offer = discountOffer();
        bytes memory signature = signed(offer);
        vm.warp(offer.expiresAt);
        expectError(
            abi.encodeWithSelector(
                IFinancing.Financing_OfferExpired.selector,
                offer.expiresAt,
                offer.expiresAt
            )
        );
        vm.prank(offer.seller);
        financing.acceptDiscount(offer, signature);
        vm.warp(offer.expiresAt - 1);
        accepted(offer);
    }

    function test_revertsUnlessABankInGoodStandingFinancesAnother() public {
        IFinancing.DiscountOffer memory offer = discountOffer();
        offer.bank = account(SECOND_SUPPLIER);
        bytes memory signature = signed(offer);
        expectError(
            abi.encodeWithSelector(
                IMembership.Membership_MissingCapability.selector,
                account(SECOND_SUPPLIER),
                org(SECOND_SUPPLIER),
                Capabilities.BANK
            )
        );
        vm.prank(offer.seller);
        financing.acceptDiscount(offer, signature);

        offer = discountOffer();
        offer.seller = admin(JADE);
        signature = signed(offer);
        expectError(abi.encodeWithSelector(IFinancing.Financing_OwnOrganisation.selector, org(JADE)));
        vm.prank(offer.seller);
        financing.acceptDiscount(offer, signature);

        offer = discountOffer();
        signature = signed(offer);
        suspend(JADE);
        _expectNotInStanding(JADE);
        vm.prank(offer.seller);
        financing.acceptDiscount(offer, signature);
        reinstate(JADE);
        suspend(SUPPLIER);
        _expectNotInStanding(SUPPLIER);
        vm.prank(offer.seller);
        financing.acceptDiscount(offer, signature);
    }

    function test_revertsForTermsThatCannotHold() public {
        IFinancing.DiscountOffer memory offer = discountOffer();
        offer.priceMinor = 0;
        _expectBadOffer(offer);
        offer = buyBackOffer();
        offer.buyBackUntil = 0;
        _expectBadOffer(offer);
        offer = buyBackOffer();
        offer.buyBackPriceMinor = 0;
        _expectBadOffer(offer);
        offer = discountOffer();
        offer.room = "warehouses";
        bytes memory signature = signed(offer);
        expectError(abi.encodeWithSelector(IDirectory.Directory_UnknownName.selector, bytes32("warehouses")));
        vm.prank(offer.seller);
        financing.acceptDiscount(offer, signature);
    }

    /* cancel */

    function test_aBankTakesBackOffersByNonce() public {
        uint256[] memory nonces = new uint256[](2);
        (nonces[0], nonces[1]) = (7, 300);
        vm.expectEmit(address(financing));
        emit IFinancing.OfferCancelled(account(JADE), 7);
        vm.expectEmit(address(financing));
        emit IFinancing.OfferCancelled(account(JADE), 300);
        vm.prank(account(JADE));
        financing.cancel(nonces);
        // Again: nothing happens to used ones.
        vm.prank(account(JADE));
        financing.cancel(nonces);
        assertFalse(financing.isNonceUsed(account(AURUM), 7), "another bank's");
        IFinancing.DiscountOffer memory offer = discountOffer();
        bytes memory signature = signed(offer);
        expectError(abi.encodeWithSelector(IFinancing.Financing_NonceUsed.selector, account(JADE), 7));
        vm.prank(offer.seller);
        financing.acceptDiscount(offer, signature);
    }

    /* buyBack */

    function test_theSellerBuysTheUnitsBack() public {
        IFinancing.DiscountOffer memory offer = buyBackOffer();
        bytes32 discountId = accepted(offer);
        assertTrue(financing.isBuyBackOpen(discountId), "open");
        vm.warp(offer.buyBackUntil - 1);
        vm.expectEmit(address(financing));
        emit IFinancing.BoughtBack(discountId, account(SUPPLIER), admin(SUPPLIER), 9_900_00, 0);
        _buyBack(offer, admin(SUPPLIER), AMOUNT);
        assertEq(receivables.balanceOf(admin(SUPPLIER), id), AMOUNT, "units");
        assertEq(eur.balanceOf(account(JADE)), FUNDS - PRICE + 9_900_00, "bank");
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS + PRICE - 9_900_00, "seller");
        _expectNoBuyBack(offer);
        _buyBack(offer, admin(SUPPLIER), 0);
    }

    function test_revertsForABuyBackThatIsNotOpenOrTooLate() public {
        IFinancing.DiscountOffer memory offer = buyBackOffer();
        _expectNoBuyBack(offer);
        _buyBack(offer, account(SUPPLIER), 0);
        bytes32 discountId = accepted(offer);
        vm.warp(offer.buyBackUntil);
        expectError(
            abi.encodeWithSelector(IFinancing.Financing_BuyBackOver.selector, discountId, offer.buyBackUntil)
        );
        _buyBack(offer, account(SUPPLIER), 0);
    }

    function test_revertsForABuyBackByOthersOrToOthers() public {
        IFinancing.DiscountOffer memory offer = buyBackOffer();
        bytes32 discountId = accepted(offer);
        _expectNotSeller(discountId);
        vm.prank(account(SECOND_SUPPLIER));
        financing.buyBack(offer, account(SUPPLIER), 0);
        _expectNotSeller(discountId);
        _buyBack(offer, account(SECOND_SUPPLIER), 0);
    }

    function test_revertsWhenTheBankHasReceivedMoneyMeanwhile() public {
        IFinancing.DiscountOffer memory offer = buyBackOffer();
        accepted(offer);
        payDebt(id, 4_000_00);
        receivables.redeem(id, account(JADE));
        expectError(abi.encodeWithSelector(IFinancing.Financing_UnpaidBelow.selector, id, 6_000_00, AMOUNT));
        _buyBack(offer, account(SUPPLIER), AMOUNT);
    }

    function test_theSellerBuysBackFromABankThatCannotBePaid() public {
        IFinancing.DiscountOffer memory offer = buyBackOffer();
        accepted(offer);
        vm.prank(issuerOf(eur));
        eur.freeze(account(JADE));
        _buyBack(offer, account(SUPPLIER), AMOUNT);
        ISettlementToken.QuarantinedPayment memory waiting = eur.inQuarantine(1);
        assertEq(waiting.payee, account(JADE), "payee");
        assertEq(waiting.amountMinor, 9_900_00, "waits");
        assertEq(waiting.returnTo, account(SUPPLIER), "returns");
    }

    /* multicall */

    function test_severalOffersAreAcceptedAllOrNone() public {
        IFinancing.DiscountOffer memory first = discountOffer();
        (first.units, first.minUnpaidMinor) = (6_000_00, 0);
        IFinancing.DiscountOffer memory second = discountOffer();
        (second.units, second.minUnpaidMinor, second.nonce) = (4_000_00, 0, 9);
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(financing.acceptDiscount, (first, signed(first)));
        second.priceMinor = uint96(FUNDS);
        calls[1] = abi.encodeCall(financing.acceptDiscount, (second, signed(second)));
        expectError(
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientBalance.selector,
                account(JADE),
                FUNDS - PRICE,
                FUNDS
            )
        );
        vm.prank(account(SUPPLIER));
        financing.multicall(calls);
        assertEq(receivables.balanceOf(account(JADE), id), 0, "none");
        second.priceMinor = 1;
        calls[1] = abi.encodeCall(financing.acceptDiscount, (second, signed(second)));
        vm.prank(account(SUPPLIER));
        financing.multicall(calls);
        assertEq(receivables.balanceOf(account(JADE), id), AMOUNT, "all");
    }

    function _buyBack(
        IFinancing.DiscountOffer memory offer,
        address receiver,
        uint256 minUnpaidMinor
    ) private {
        vm.prank(account(SUPPLIER));
        financing.buyBack(offer, receiver, minUnpaidMinor);
    }

    /// @dev An operator of the bank whose consent the bank's key signs.
    function _addOperator(address added) private {
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256(
                    "AccountConsent(uint32 orgId,address account,uint8 rights,uint256 nonce,uint256 deadline)"
                ),
                org(JADE),
                added,
                2,
                registry.nonces(added),
                timeNow()
            )
        );
        bytes memory consent = signatureOf(keyOf("operator", JADE), registryDigest(structHash));
        vm.prank(admin(JADE));
        registry.addAccount(added, 2, timeNow(), consent);
    }

    function _expectBadSignature(IFinancing.DiscountOffer memory offer, bytes memory signature) private {
        expectError(abi.encodeWithSelector(IFinancing.Financing_BadSignature.selector, offer.bank));
        vm.prank(offer.seller);
        financing.acceptDiscount(offer, signature);
    }

    function _expectBadOffer(IFinancing.DiscountOffer memory offer) private {
        bytes memory signature = signed(offer);
        expectError(abi.encodeWithSelector(IFinancing.Financing_BadOffer.selector, idOf(offer)));
        vm.prank(offer.seller);
        financing.acceptDiscount(offer, signature);
    }

    function _expectNotNamed(address caller) private {
        expectError(
            abi.encodeWithSelector(IFinancing.Financing_NotNamed.selector, caller, account(SUPPLIER))
        );
    }

    function _expectNotInStanding(uint256 member) private {
        expectError(
            abi.encodeWithSelector(
                IMembership.Membership_NotInStanding.selector,
                account(member),
                org(member)
            )
        );
    }

    function _expectNoBuyBack(IFinancing.DiscountOffer memory offer) private {
        expectError(abi.encodeWithSelector(IFinancing.Financing_NoBuyBack.selector, idOf(offer)));
    }

    function _expectNotSeller(bytes32 discountId) private {
        expectError(
            abi.encodeWithSelector(
                IFinancing.Financing_NotSeller.selector,
                discountId,
                org(SECOND_SUPPLIER),
                org(SUPPLIER)
            )
        );
    }
}
